package io.asyncreply.messaging.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads a value whose type is one of its members. Jackson would also read an array of
 * type and value.
 */
final class TypePropertyDeserializer extends DelegatingDeserializer {

	TypePropertyDeserializer(ValueDeserializer<?> delegate) {
		super(delegate);
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new TypePropertyDeserializer(delegate);
	}

	@Override
	public Object deserializeWithType(JsonParser parser, DeserializationContext context,
			TypeDeserializer typeDeserializer) {
		if (typeDeserializer.getTypeInclusion() == JsonTypeInfo.As.PROPERTY
				&& !parser.hasToken(JsonToken.START_OBJECT)) {
			return context.handleUnexpectedToken(getValueType(context), parser);
		}
		return super.deserializeWithType(parser, context, typeDeserializer);
	}

}
