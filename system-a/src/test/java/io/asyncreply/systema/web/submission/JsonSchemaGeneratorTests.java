package io.asyncreply.systema.web.submission;

import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON schemas of records.
 */
class JsonSchemaGeneratorTests {

	private final JsonSchemaGenerator schemas = new JsonSchemaGenerator(SubmissionConfiguration.validator());

	@Test
	void describesPayloadWithItsConstraints() {
		assertThat(this.schemas.payloadSchema(TextProcess.class)).hasToString(
				"""
						{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
						"language":{"type":["string","null"],"pattern":"^(?:en|zh)$"},"text":{"type":"string","maxLength":262144}},\
						"required":["text"],"additionalProperties":false}""");
		assertThat(this.schemas.payloadSchema(Simulation.class).path("properties").path("millis")).hasToString("""
				{"type":["integer","null"],"minimum":0,"maximum":3600000}""");
	}

	@Test
	void allowsAdditionalPropertiesOfResult() {
		assertThat(this.schemas.resultSchema(TextProcess.Result.class)).hasToString("""
				{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",\
				"properties":{"text":{"type":["string","null"]}}}""");
	}

}
