package io.asyncreply.messaging.json;

import java.lang.reflect.Array;

import org.springframework.util.ClassUtils;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads an array of primitives element by element, so that the rules of the elements
 * hold.
 */
final class PrimitiveArrayDeserializer extends StdDeserializer<Object> {

	PrimitiveArrayDeserializer(Class<?> arrayType) {
		super(arrayType);
	}

	@Override
	public Object deserialize(JsonParser parser, DeserializationContext context) {
		Class<?> elementType = handledType().getComponentType();
		Object[] boxed = context.readValue(parser,
				context.getTypeFactory().constructArrayType(ClassUtils.resolvePrimitiveIfNecessary(elementType)));
		Object array = Array.newInstance(elementType, boxed.length);
		for (int i = 0; i < boxed.length; i++) {
			Array.set(array, i, boxed[i]);
		}
		return array;
	}

}
