package io.asyncreply.systema.web.submission;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.util.List;

import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Generates JSON schemas of records, including their validation constraints.
 */
public final class JsonSchemaGenerator {

	private static final List<Class<? extends Annotation>> NOT_NULL = List.of(NotNull.class, NotBlank.class,
			NotEmpty.class);

	/** Jakarta's blanks are the characters that {@link String#trim()} removes. */
	private static final String NOT_BLANK = "[^\\u0000-\\u0020]";

	private final Validator validator;

	private final SchemaGenerator payloadGenerator;

	private final SchemaGenerator resultGenerator;

	/**
	 * Creates a generator.
	 * @param validator knows the constraints of the records
	 */
	public JsonSchemaGenerator(Validator validator) {
		this.validator = validator;
		this.payloadGenerator = generator(true);
		this.resultGenerator = generator(false);
	}

	JsonNode payloadSchema(Class<?> type) {
		return this.payloadGenerator.generateSchema(type);
	}

	JsonNode resultSchema(Class<?> type) {
		return this.resultGenerator.generateSchema(type);
	}

	private SchemaGenerator generator(boolean strict) {
		SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12,
				OptionPreset.PLAIN_JSON)
			.with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
					JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
			.with(new JakartaValidationModule(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED))
			.with(Option.STANDARD_FORMATS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
		JsonSchemaTypes.addTo(config);
		if (strict) {
			config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
		}
		config.forFields().withStringPatternResolver(JsonSchemaGenerator::pattern);
		if (strict) {
			config.forFields().withRequiredCheck(this::rejectsZero);
		}
		config.forFields()
			.withNullableCheck(
					(field) -> isNullable(field) && (strict ? !rejectsZero(field) : !field.getType().isPrimitive()));
		return new SchemaGenerator(config.build());
	}

	/**
	 * Null is absent. In results only the members that are objects in Java can be null.
	 */
	private static boolean isNullable(FieldScope field) {
		return NOT_NULL.stream()
			.allMatch((annotation) -> field.getAnnotationConsideringFieldAndGetter(annotation) == null);
	}

	/** A missing number is 0, which can violate a constraint of its record. */
	private boolean rejectsZero(FieldScope field) {
		Class<?> type = field.getType().getErasedType();
		if (!type.isPrimitive() || field.isFakeContainerItemScope()) {
			return false;
		}
		Object zero = Array.get(Array.newInstance(type, 1), 0);
		try {
			return !this.validator
				.validateValue(field.getDeclaringType().getErasedType(), field.getDeclaredName(), zero)
				.isEmpty();
		}
		catch (ValidationException ex) {
			return false;
		}
	}

	/** Jakarta's pattern matches the whole text, a schema's pattern any part of it. */
	private static @Nullable String pattern(FieldScope field) {
		Pattern pattern = field.getAnnotationConsideringFieldAndGetter(Pattern.class);
		boolean notBlank = field.getAnnotationConsideringFieldAndGetter(NotBlank.class) != null;
		if (pattern == null) {
			return notBlank ? NOT_BLANK : null;
		}
		return (notBlank ? "^(?=[\\s\\S]*" + NOT_BLANK + ")" : "^") + "(?:" + pattern.regexp() + ")$";
	}

}
