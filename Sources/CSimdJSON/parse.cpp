#include <simdjson.h>

#include <new>

#include "CSimdJSON.h"

static_assert(CSIMDJSON_PADDING >= simdjson::SIMDJSON_PADDING, "padding");

struct csimdjson_parser {
  simdjson::dom::parser dom;
};

csimdjson_parser *csimdjson_parser_create(void) {
  csimdjson_parser *parser = new (std::nothrow) csimdjson_parser;
  if (parser == nullptr) return nullptr;
  if (parser->dom.allocate(1 << 16, CSIMDJSON_DEPTH) == simdjson::SUCCESS) return parser;
  delete parser;
  return nullptr;
}

void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

int csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t length,
                    const uint64_t **tape, const uint8_t **strings) {
  simdjson::dom::element root;
  if (parser->dom.parse(text, length, false).get(root) != simdjson::SUCCESS) return 0;
  *tape = parser->dom.doc.tape.get();
  *strings = parser->dom.doc.string_buf.get();
  return 1;
}
