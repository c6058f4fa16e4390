package io.asyncreply.systema.web.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.asyncreply.testsupport.InputFuzzer;
import tools.jackson.databind.JsonNode;

/**
 * Generates JSON values that match a schema or are wrong in a few places.
 */
public final class PayloadGenerator {

	private static final int MAX_DEPTH = 6;

	/** Chance of a value that need not match, in percent. */
	private static final int ANY_VALUE = 6;

	private final JsonNode root;

	private final InputFuzzer inputFuzzer;

	/**
	 * Creates a generator.
	 * @param root a schema as System A publishes it
	 * @param inputFuzzer the source of randomness
	 */
	public PayloadGenerator(JsonNode root, InputFuzzer inputFuzzer) {
		this.root = root;
		this.inputFuzzer = inputFuzzer;
	}

	/** Returns the next value, as JSON. */
	public String next() {
		return value(this.root, 0);
	}

	private String value(JsonNode schema, int depth) {
		if (this.inputFuzzer.nextBoolean(ANY_VALUE)) {
			return anyValue();
		}
		if (schema.has("$ref")) {
			return value(resolve(schema.path("$ref").asString()), depth);
		}
		JsonNode alternatives = schema.path("anyOf");
		if (!alternatives.isEmpty()) {
			return value(alternatives.get(this.inputFuzzer.nextInt(alternatives.size())), depth);
		}
		if (schema.has("enum")) {
			return schema.path("enum").get(this.inputFuzzer.nextInt(schema.path("enum").size())).toString();
		}
		return schema.has("const") ? schema.path("const").toString() : value(typeOf(schema), schema, depth);
	}

	private String value(String type, JsonNode schema, int depth) {
		return switch (type) {
			case "string" -> string(schema.path("format").asString(schema.path("contentEncoding").asString("")));
			case "integer" -> this.inputFuzzer.oneOf("0", "1", "2", "4", "7.0", "-1e1", "127");
			case "number" -> this.inputFuzzer.oneOf("0", "1", "0.5", "1.25", "-1.5e3");
			case "boolean" -> this.inputFuzzer.oneOf("true", "false");
			case "array" -> array(schema, depth);
			case "object" -> object(schema, depth);
			default -> "null";
		};
	}

	private String string(String format) {
		return switch (format) {
			case "duration" -> this.inputFuzzer.oneOf("\"PT1S\"", "\"P1DT2H\"");
			case "date-time" -> "\"2026-11-30T09:00:00Z\"";
			case "date" -> "\"2026-11-30\"";
			case "uuid" -> "\"01a2027b-9176-7ad6-aadb-9d62ac57b6b4\"";
			case "uri" -> "\"https://example.org/x\"";
			case "base64" -> this.inputFuzzer.oneOf("\"aGk=\"", "\"\"");
			default -> this.inputFuzzer.oneOf("\"a\"", "\"ab\"", "\"abc\"", "\"\u6d88\"", "\"A b\"");
		};
	}

	private String array(JsonNode schema, int depth) {
		List<String> items = new ArrayList<>();
		for (int i = this.inputFuzzer.nextInt(3); i > 0 && depth < MAX_DEPTH; i--) {
			items.add(value(schema.path("items"), depth + 1));
		}
		return "[" + String.join(",", items) + "]";
	}

	private String object(JsonNode schema, int depth) {
		List<String> members = new ArrayList<>();
		for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
			boolean required = schema.path("required")
				.valueStream()
				.anyMatch((name) -> name.asString().equals(property.getKey()));
			if (this.inputFuzzer.nextBoolean(required ? 97 : 50) && (required || depth < MAX_DEPTH)) {
				members.add("\"" + property.getKey() + "\":" + value(property.getValue(), depth + 1));
			}
		}
		if (schema.path("additionalProperties").isObject() || this.inputFuzzer.nextBoolean(2)) {
			members.add("\"k\":" + value(schema.path("additionalProperties"), depth + 1));
		}
		return "{" + String.join(",", members) + "}";
	}

	private String typeOf(JsonNode schema) {
		JsonNode type = schema.path("type");
		return type.isArray() ? type.get(this.inputFuzzer.nextBoolean(85) ? 0 : type.size() - 1).asString()
				: type.asString("null");
	}

	private String anyValue() {
		return this.inputFuzzer.oneOf("null", "true", "0", "1", "65", "1.0", "1.5", "300", "-40000", "3000000000",
				"1e25", "1e300", "1e-300", "\"\"", "\" \"", "\"x\"", "\"1\"", "\"1.5\"", "\"true\"", "\"NaN\"",
				"\"Infinity\"", "\"RED\"", "\" RED \"", "\"red\"", "\"0\"", "\"ONE\"", "\"ab\"", "[]", "[null]", "[1]",
				"[\"a\"]", "[[]]", "{}", "{\"a\":1}", "{\"type\":\"circle\"}", "{\"type\":\"none\"}", "[\"circle\",{}]",
				"{\"circle\":{}}");
	}

	private JsonNode resolve(String reference) {
		return reference.equals("#") ? this.root : this.root.at(reference.substring(1));
	}

}
