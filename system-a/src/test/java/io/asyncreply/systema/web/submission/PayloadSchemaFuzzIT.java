package io.asyncreply.systema.web.submission;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.testsupport.InputFuzzer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares which payloads System A accepts with the published JSON schemas, for generated
 * payloads of every kind of type.
 */
class PayloadSchemaFuzzIT {

	static final List<Class<?>> TYPES = PayloadTypes.DESCRIBED;

	private final PayloadValidator validator = new SubmissionConfiguration().payloadValidator();

	private final InputFuzzer inputFuzzer = InputFuzzer.create(150);

	@ParameterizedTest
	@FieldSource("TYPES")
	void acceptsExactlyWhatSchemaAccepts(Class<?> type) {
		JsonNode schema = new JsonSchemaGenerator(SubmissionConfiguration.validator()).payloadSchema(type);
		Schema published = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
		Operation<?, ?> operation = Operation.of(PayloadTypes.name(type), type, String.class);
		PayloadGenerator payloads = new PayloadGenerator(schema, this.inputFuzzer);
		int accepted = 0;
		for (int i = 0; i < this.inputFuzzer.caseCount(); i++) {
			String payload = payloads.next();
			boolean expected = published
				.validate(payload, InputFormat.JSON,
						(context) -> context.executionConfig((config) -> config.formatAssertionsEnabled(true)))
				.isEmpty();
			List<?> errors = this.validator.validate(operation,
					StrictJson.check(payload.getBytes(StandardCharsets.UTF_8)));
			assertThat(errors.isEmpty()).as("%s against %s: %s", payload, schema, errors).isEqualTo(expected);
			accepted += expected ? 1 : 0;
		}
		assertThat(accepted).isBetween(this.inputFuzzer.caseCount() / 20, this.inputFuzzer.caseCount() * 19 / 20);
	}

}
