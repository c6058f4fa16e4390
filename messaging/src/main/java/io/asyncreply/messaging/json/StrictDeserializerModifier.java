package io.asyncreply.messaging.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.LogicalType;

/**
 * Makes Jackson read each value only from the JSON type that its JSON schema has: texts,
 * times, enums and binary data from strings, numbers from numbers.
 */
final class StrictDeserializerModifier extends ValueDeserializerModifier {

	private static final long serialVersionUID = 1L;

	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier description,
			ValueDeserializer<?> deserializer) {
		if (!isStandard(deserializer)) {
			return deserializer;
		}
		if (deserializer instanceof AbstractDeserializer) {
			return new TypePropertyDeserializer(deserializer);
		}
		StrictScalarDeserializer.JsonType jsonType = jsonType(description.getBeanClass(), deserializer);
		return (jsonType != null) ? new StrictScalarDeserializer(deserializer, jsonType) : deserializer;
	}

	@Override
	public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
			BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
		return isStandard(deserializer) ? new ExactEnumDeserializer(deserializer) : deserializer;
	}

	@Override
	public ValueDeserializer<?> modifyArrayDeserializer(DeserializationConfig config, ArrayType type,
			BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
		if (type.hasRawClass(byte[].class)) {
			return new Base64Deserializer();
		}
		return type.getContentType().isPrimitive() ? new PrimitiveArrayDeserializer(type.getRawClass()) : deserializer;
	}

	private static StrictScalarDeserializer.@Nullable JsonType jsonType(Class<?> type,
			ValueDeserializer<?> deserializer) {
		LogicalType logicalType = deserializer.logicalType();
		if (type == char.class || type == Character.class || deserializer instanceof FromStringDeserializer
				|| logicalType == LogicalType.Textual || logicalType == LogicalType.DateTime) {
			return StrictScalarDeserializer.JsonType.STRING;
		}
		if (logicalType == LogicalType.Integer) {
			return StrictScalarDeserializer.JsonType.INTEGER;
		}
		if (logicalType == LogicalType.Float) {
			return StrictScalarDeserializer.JsonType.NUMBER;
		}
		return (logicalType == LogicalType.Boolean) ? StrictScalarDeserializer.JsonType.BOOLEAN : null;
	}

	/** A deserializer of an operation decides itself what it reads. */
	private static boolean isStandard(ValueDeserializer<?> deserializer) {
		return deserializer.getClass().getPackageName().startsWith("tools.jackson.databind.");
	}

}
