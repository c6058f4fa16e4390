package io.asyncreply.systema.web.submission;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.TypeScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the types that the schema generator does not describe as Jackson reads them:
 * bytes, the ranges of integers, characters, binary data, URIs and nested optionals.
 */
final class JsonSchemaTypes implements CustomDefinitionProviderV2 {

	private static final String BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$";

	private static final Map<Class<?>, long[]> RANGES = Map.of(byte.class, range(Byte.MIN_VALUE, Byte.MAX_VALUE),
			Byte.class, range(Byte.MIN_VALUE, Byte.MAX_VALUE), short.class, range(Short.MIN_VALUE, Short.MAX_VALUE),
			Short.class, range(Short.MIN_VALUE, Short.MAX_VALUE), int.class,
			range(Integer.MIN_VALUE, Integer.MAX_VALUE), Integer.class, range(Integer.MIN_VALUE, Integer.MAX_VALUE),
			long.class, range(Long.MIN_VALUE, Long.MAX_VALUE), Long.class, range(Long.MIN_VALUE, Long.MAX_VALUE));

	private static final Map<Class<?>, Class<?>> OPTIONALS = Map.of(OptionalInt.class, Integer.class,
			OptionalLong.class, Long.class, OptionalDouble.class, Double.class);

	private JsonSchemaTypes() {
	}

	static void addTo(SchemaGeneratorConfigBuilder config) {
		config.forTypesInGeneral()
			.withCustomDefinitionProvider(new JsonSchemaTypes())
			.withNumberInclusiveMinimumResolver((scope) -> bound(scope, 0))
			.withNumberInclusiveMaximumResolver((scope) -> bound(scope, 1));
	}

	@Override
	public @Nullable CustomDefinition provideCustomSchemaDefinition(ResolvedType type,
			SchemaGenerationContext context) {
		Class<?> erased = type.getErasedType();
		ObjectNode schema = context.getGeneratorConfig().createObjectNode();
		if (erased == Optional.class) {
			schema = context.createStandardDefinitionReference(type.getTypeParameters().get(0), null);
		}
		else if (OPTIONALS.containsKey(erased)) {
			schema = context.createStandardDefinitionReference(context.getTypeContext().resolve(OPTIONALS.get(erased)),
					null);
		}
		else if (erased == byte[].class) {
			schema.put("type", "string").put("contentEncoding", "base64").put("pattern", BASE64);
		}
		else if (erased == URI.class) {
			schema.put("type", "string").put("format", "iri-reference");
		}
		else if (erased == char.class || erased == Character.class) {
			schema.put("type", "string").put("minLength", 1).put("maxLength", 1);
		}
		else if (erased == byte.class || erased == Byte.class) {
			schema.put("type", "integer");
		}
		else {
			return null;
		}
		return new CustomDefinition(schema, CustomDefinition.DefinitionType.INLINE,
				CustomDefinition.AttributeInclusion.YES);
	}

	private static @Nullable BigDecimal bound(TypeScope scope, int index) {
		long[] range = RANGES.get(scope.getType().getErasedType());
		return (range != null) ? BigDecimal.valueOf(range[index]) : null;
	}

	private static long[] range(long minimum, long maximum) {
		return new long[] { minimum, maximum };
	}

}
