package io.asyncreply.systema.web.submission;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import jakarta.validation.constraints.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Generates JSON schemas of records, including their validation constraints.
 */
public final class JsonSchemaGenerator {

	private final SchemaGenerator payloadGenerator = generator(true);

	private final SchemaGenerator resultGenerator = generator(false);

	JsonNode payloadSchema(Class<?> type) {
		return this.payloadGenerator.generateSchema(type);
	}

	JsonNode resultSchema(Class<?> type) {
		return this.resultGenerator.generateSchema(type);
	}

	private static SchemaGenerator generator(boolean strict) {
		SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12,
				OptionPreset.PLAIN_JSON)
			.with(new JacksonSchemaModule())
			.with(new JakartaValidationModule(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED));
		if (strict) {
			config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
		}
		// Jakarta's pattern matches the whole text, a schema's pattern any part of it.
		config.forFields().withStringPatternResolver((field) -> {
			Pattern pattern = field.getAnnotationConsideringFieldAndGetter(Pattern.class);
			return (pattern != null) ? "^(?:" + pattern.regexp() + ")$" : null;
		});
		return new SchemaGenerator(config.build());
	}

}
