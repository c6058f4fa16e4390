package io.asyncreply.messaging.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Reads an enum constant only from its exact name. Jackson would trim it.
 */
final class ExactEnumDeserializer extends DelegatingDeserializer {

	ExactEnumDeserializer(ValueDeserializer<?> delegate) {
		super(delegate);
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new ExactEnumDeserializer(delegate);
	}

	@Override
	public Object deserialize(JsonParser parser, DeserializationContext context) {
		if (parser.hasToken(JsonToken.VALUE_STRING) && !parser.getString().trim().equals(parser.getString())) {
			return context.handleWeirdStringValue(handledType(), parser.getString(), "surrounded by blanks");
		}
		return super.deserialize(parser, context);
	}

}
