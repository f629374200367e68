"""What make-pcap.py is made of: traffic → HTTP → TLS → TCP → a file of packets."""
