package io.asyncreply.systema.web.batch;

import java.net.http.HttpRequest;
import java.util.stream.Stream;

import io.asyncreply.systema.AbstractAcceptedRequestIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.batch.BatchClient.assertAccepted;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Invalid lines and invalid uploads.
 */
class InvalidUploadIT extends AbstractAcceptedRequestIT {

	private static final int MEBIBYTE = 1_048_576;

	static Stream<Arguments> badLines() {
		String text = "{\"operation\":\"text.process\",\"payload\":{\"text\":%s}}";
		return Stream.of(arguments("not JSON", "hello", "malformed-json"),
				arguments("two values", HELLO + HELLO, "malformed-json"),
				arguments("array", "[" + HELLO + "]", "malformed-json"),
				arguments("NUL", "{\"a\u0000\":1}", "malformed-json"),
				arguments("escaped NUL", text.formatted("\"\\u0000\""), "malformed-json"),
				arguments("invalid UTF-8", text.formatted("\"\u00c3(\""), "malformed-json"),
				arguments("byte order mark", "\u00ef\u00bb\u00bf" + HELLO, "malformed-json"),
				arguments("a million levels", "[".repeat(1_000_000), "malformed-json"),
				arguments("unknown operation", "{\"operation\":\"a.b\",\"payload\":{}}", "unknown-operation"),
				arguments("invalid payload", text.formatted("1"), "invalid-request"),
				arguments("unknown member", "{\"more\":1," + HELLO.substring(1), "invalid-request"),
				arguments("suspect lane", "{\"lane\":\"suspect\"," + HELLO.substring(1), "invalid-request"),
				arguments("one byte too long", HELLO + " ".repeat(MEBIBYTE + 1 - HELLO.length()), "line-too-long"),
				arguments("much too long", "x".repeat(5 * MEBIBYTE), "line-too-long"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badLines")
	void rejectsInvalidLineAndStoresTheOthers(String name, String line, String problemType) {
		JsonNode batch = assertAccepted(upload(systemA, HELLO + "\n" + line + "\n" + HELLO));
		assertThat(batch.path("lines").asInt()).isEqualTo(3);
		assertThat(batch.path("refused").asInt()).isOne();
		assertThat(batch.path("total").asInt()).isEqualTo(2);
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(2);
		assertThat(batch.at("/refusals/0/type").asString()).isEqualTo("urn:asyncreply:problem:" + problemType);
		assertThat(batch.at("/refusals/0/detail").asString()).isNotBlank().hasSizeLessThan(400);
		assertThat(batch.toString()).doesNotContain("java.", "Exception", "tools.jackson");
	}

	@ParameterizedTest
	@MethodSource("badLines")
	void rejectsInvalidLastLine(String name, String line, String problemType) {
		JsonNode batch = assertAccepted(upload(systemA, HELLO + "\n" + line));
		assertThat(batch.path("total").asInt()).isOne();
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(2);
	}

	@Test
	void acceptsLineOfOneMebibyte() {
		JsonNode batch = assertAccepted(upload(systemA, HELLO + " ".repeat(MEBIBYTE - HELLO.length()) + "\n" + HELLO));
		assertThat(batch.path("total").asInt()).isEqualTo(2);
		assertThat(batch.has("refusals")).isFalse();
	}

	@Test
	void countsAllRejectedLinesAndReportsAHundred() {
		JsonNode batch = assertAccepted(upload(systemA, "x\n".repeat(1_000)));
		assertThat(batch.path("refused").asInt()).isEqualTo(1_000);
		assertThat(batch.path("refusals").size()).isEqualTo(100);
		assertThat(batch.path("total").asInt()).isZero();
		assertThat(batch.path("done").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n", " \t\r\n\n \n" })
	void rejectsUploadWithoutLines(String body) {
		assertThat(assertProblem(upload(systemA, body), 400, "empty-batch").path("detail").asString())
			.isEqualTo("The upload contains no non-blank line.");
	}

	@Test
	void rejectsOtherMediaTypesAndEncodings() {
		assertProblem(systemA.send(systemA.request(REQUESTS, "Content-Type", "application/x-ndjson; charset=latin1")
			.POST(HttpRequest.BodyPublishers.ofString(HELLO))), 415, "unsupported-media-type");
		assertProblem(upload(systemA, HELLO, "Content-Encoding", "gzip"), 415, "unsupported-media-type");
		assertProblem(upload(systemA, HELLO, "Accept", "text/html"), 406, "not-acceptable");
		assertProblem(upload(systemA, HELLO, "Idempotency-Key", "not a key"), 400, "invalid-request");
	}

}
