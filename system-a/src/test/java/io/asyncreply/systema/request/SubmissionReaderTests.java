package io.asyncreply.systema.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reads submissions; what it refuses is in {@link BadBodyIT}.
 */
class SubmissionReaderTests {

	private final SubmissionReader reader = reader(false);

	private static SubmissionReader reader(boolean production) {
		return new SubmissionReader(Operations.catalogue(production), new RequestConfiguration().payloadValidator(),
				Duration.ofHours(24), Duration.ofDays(7));
	}

	private Submission read(byte[] body) {
		return this.reader.read(body, Lane.INTERACTIVE);
	}

	private static byte[] bytes(String body) {
		return body.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void laneMayBeLeftToTheWayItComes() {
		byte[] body = bytes("""
				{"operation": "text.process", "payload": {"text": "x"}}""");
		assertThat(this.reader.read(body, Lane.BULK).lane()).isEqualTo(Lane.BULK);
		assertThat(this.reader.read(body, Lane.INTERACTIVE).lane()).isEqualTo(Lane.INTERACTIVE);
	}

	@Test
	void whatIsNotSaidHasDefaults() {
		Submission submission = read(bytes("""
				{"operation": "text.process", "payload": {"text": "hello"}}"""));
		assertThat(submission.operation()).isEqualTo("text.process");
		assertThat(submission.lane()).isEqualTo(Lane.INTERACTIVE);
		assertThat(submission.deadline()).isEqualTo(Duration.ofHours(24));
	}

	@Test
	void payloadTravelsAsItWasWritten() {
		Submission submission = read(bytes("""
				{"payload": { "text" : "消息\\u0041" } , "operation": "text.process", "lane": "bulk"}"""));
		assertThat(submission.payload()).hasToString("{ \"text\" : \"消息\\u0041\" }");
		assertThat(submission.lane()).isEqualTo(Lane.BULK);
	}

	@ParameterizedTest
	@CsvSource({ "PT0.001S, 1", "PT30S, 30000", "P7D, 604800000", "PT168H, 604800000", "P1DT1M, 86460000" })
	void deadlineIsADurationFromNow(String deadline, long millis) {
		Submission submission = read(bytes("""
				{"operation": "text.process", "payload": {"text": "x"}, "deadline": "%s"}""".formatted(deadline)));
		assertThat(submission.deadline()).hasMillis(millis);
	}

	@Test
	void everythingWrongIsToldAtOnceAndInOrder() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> read(
				bytes("""
						{"operation": "text.process", "payload": {"language": "fr"}, "x": 1, "lane": "fast", "deadline": "P1Y"}""")))
			.satisfies((refusal) -> assertThat(refusal.particulars().errors()).containsExactly(
					new FieldError("x", "is unknown"), new FieldError("payload.language", "must be 'en' or 'zh'"),
					new FieldError("payload.text", "must not be null"),
					new FieldError("lane", "must be 'interactive' or 'bulk'"), new FieldError("deadline",
							"must be an ISO-8601 duration from now, longer than PT0S and at most PT168H")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			{"millis":"1"}         | payload.millis | must be a number
			{"millis":1.5}         | payload.millis | must be a number
			{"millis":99999999999} | payload.millis | is out of range
			{"cpu":"yes"}          | payload.cpu    | must be true or false
			{"pace":1}             | payload.pace   | is unknown
			[]                     | payload        | must be an object
			null                   | payload        | must be an object
			""")
	void misfitsAreToldInWordsOfJson(String payload, String field, String message) {
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> read(bytes("{\"operation\": \"work.simulate\", \"payload\": " + payload + "}")))
			.satisfies((refusal) -> assertThat(refusal.particulars().errors())
				.containsExactly(new FieldError(field, message)));
	}

	@Test
	void instrumentsAreUnknownInProduction() {
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(
					() -> reader(true).read(bytes("{\"operation\": \"work.simulate\", \"payload\": {}}"), Lane.BULK))
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ProblemKind.UNKNOWN_OPERATION));
	}

}
