package io.asyncreply.systema.web.submission;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.problem.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Valid submissions; {@link InvalidSubmissionIT} has the invalid ones.
 */
class SubmissionParserTests {

	private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

	private final SubmissionParser parser = newParser(true);

	private static SubmissionParser newParser(boolean demo) {
		return new SubmissionParser(OperationRegistry.builtIn(demo), new SubmissionConfiguration().payloadValidator(),
				Duration.ofHours(24), Duration.ofDays(7), Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private NewRequest parse(byte[] body) {
		return parse(this.parser, body, Lane.INTERACTIVE);
	}

	private static NewRequest parse(SubmissionParser parser, byte[] body, Lane defaultLane) {
		return parser.parse(body, defaultLane, "caller", null, null);
	}

	private static byte[] bytes(String body) {
		return body.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void usesGivenLaneByDefault() {
		byte[] body = bytes("""
				{"operation": "text.process", "payload": {"text": "x"}}""");
		assertThat(parse(this.parser, body, Lane.BULK).lane()).isEqualTo(Lane.BULK);
		assertThat(parse(this.parser, body, Lane.INTERACTIVE).lane()).isEqualTo(Lane.INTERACTIVE);
	}

	@Test
	void usesDefaultsForMissingMembers() {
		NewRequest request = parse(bytes("""
				{"operation": "text.process", "payload": {"text": "hello"}}"""));
		assertThat(request.operation()).isEqualTo("text.process");
		assertThat(request.lane()).isEqualTo(Lane.INTERACTIVE);
		assertThat(request.deadline()).isEqualTo(NOW.plus(Duration.ofHours(24)));
	}

	@Test
	void keepsPayloadByteForByte() {
		NewRequest request = parse(bytes("""
				{"payload": { "text" : "消息\\u0041" } , "operation": "text.process", "lane": "bulk"}"""));
		assertThat(request.payload()).hasToString("{ \"text\" : \"消息\\u0041\" }");
		assertThat(request.lane()).isEqualTo(Lane.BULK);
	}

	@ParameterizedTest
	@CsvSource({ "PT0.001S, 1", "PT30S, 30000", "P7D, 604800000", "PT168H, 604800000", "P1DT1M, 86460000" })
	void readsDeadlineAsDurationFromNow(String deadline, long millis) {
		NewRequest request = parse(bytes("""
				{"operation": "text.process", "payload": {"text": "x"}, "deadline": "%s"}""".formatted(deadline)));
		assertThat(request.deadline()).isEqualTo(NOW.plusMillis(millis));
	}

	@Test
	void treatsNullAsAbsent() {
		NewRequest request = parse(
				bytes("""
						{"operation": "text.process", "payload": {"text": "x", "language": null}, "lane": null, "deadline": null}"""));
		assertThat(request.lane()).isEqualTo(Lane.INTERACTIVE);
		assertThat(request.deadline()).isEqualTo(NOW.plus(Duration.ofHours(24)));
		assertThat(request.payload()).hasToString("{\"text\": \"x\", \"language\": null}");
		assertThat(parse(bytes("""
				{"operation": "work.simulate", "payload": {"millis": null, "cpu": null}}""")).operation())
			.isEqualTo("work.simulate");
	}

	@Test
	void reportsAllErrorsInOrder() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> parse(
				bytes("""
						{"operation": "text.process", "payload": {"language": "fr"}, "x": 1, "lane": "fast", "deadline": "P1Y"}""")))
			.satisfies((problemException) -> assertThat(problemException.errors()).containsExactly(
					new Violation("x", "is unknown"), new Violation("payload.language", "must be 'en' or 'zh'"),
					new Violation("payload.text", "must not be null"),
					new Violation("lane", "must be 'interactive' or 'bulk'"), new Violation("deadline",
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
			null                   | payload        | is required
			{"millis":"x"}         | payload.millis | must be a number
			""")
	void describesMismatchesInTermsOfJson(String payload, String field, String message) {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> parse(bytes("{\"operation\": \"work.simulate\", \"payload\": " + payload + "}")))
			.satisfies((problemException) -> assertThat(problemException.errors())
				.containsExactly(new Violation(field, message)));
	}

	@Test
	void rejectsSimulationInProduction() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(
				() -> parse(newParser(false), bytes("{\"operation\": \"work.simulate\", \"payload\": {}}"), Lane.BULK))
			.satisfies((problemException) -> assertThat(problemException.problemType())
				.isEqualTo(ProblemType.UNKNOWN_OPERATION));
	}

}
