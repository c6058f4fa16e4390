package io.asyncreply.messaging.json;

import java.util.Base64;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads bytes from a string in base64, with or without padding. Jackson would skip blanks
 * and read arrays of numbers too.
 */
final class Base64Deserializer extends StdDeserializer<byte[]> {

	Base64Deserializer() {
		super(byte[].class);
	}

	@Override
	public byte[] deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.VALUE_STRING)) {
			return (byte[]) context.handleUnexpectedToken(getValueType(context), parser);
		}
		try {
			return Base64.getDecoder().decode(parser.getString());
		}
		catch (IllegalArgumentException ex) {
			return (byte[]) context.handleWeirdStringValue(handledType(), parser.getString(), "not base64");
		}
	}

}
