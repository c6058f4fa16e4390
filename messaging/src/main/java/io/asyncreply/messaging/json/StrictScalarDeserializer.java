package io.asyncreply.messaging.json;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.node.BigIntegerNode;

/**
 * Reads a scalar only from one JSON type. As in JSON schemas, {@code 1.0} is an integer.
 */
final class StrictScalarDeserializer extends DelegatingDeserializer {

	private final JsonType jsonType;

	StrictScalarDeserializer(ValueDeserializer<?> delegate, JsonType jsonType) {
		super(delegate);
		this.jsonType = jsonType;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new StrictScalarDeserializer(delegate, this.jsonType);
	}

	@Override
	public Object deserialize(JsonParser parser, DeserializationContext context) {
		JsonToken token = parser.currentToken();
		if (!this.jsonType.contains(token)) {
			return context.handleUnexpectedToken(getValueType(context), parser);
		}
		if (token == JsonToken.VALUE_NUMBER_FLOAT && this.jsonType == JsonType.INTEGER) {
			BigDecimal number = parser.getDecimalValue().stripTrailingZeros();
			if (number.scale() <= 0) {
				return deserializeInteger(number, context);
			}
		}
		return super.deserialize(parser, context);
	}

	private Object deserializeInteger(BigDecimal number, DeserializationContext context) {
		try (JsonParser integer = context.treeAsTokens(BigIntegerNode.valueOf(number.toBigIntegerExact()))) {
			integer.nextToken();
			return super.deserialize(integer, context);
		}
	}

	/**
	 * The types of scalars in JSON schemas.
	 */
	enum JsonType {

		STRING, INTEGER, NUMBER, BOOLEAN;

		boolean contains(@Nullable JsonToken token) {
			if (token == null || token == JsonToken.VALUE_NULL) {
				return true;
			}
			return switch (this) {
				case STRING -> token == JsonToken.VALUE_STRING;
				case INTEGER, NUMBER -> token.isNumeric();
				case BOOLEAN -> token.isBoolean();
			};
		}

	}

}
