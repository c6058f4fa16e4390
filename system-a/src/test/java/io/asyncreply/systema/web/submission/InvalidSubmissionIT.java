package io.asyncreply.systema.web.submission;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.systema.AbstractRejectedRequestIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Submissions with malformed or invalid bodies.
 */
class InvalidSubmissionIT extends AbstractRejectedRequestIT {

	static Stream<Arguments> malformedBodies() {
		String text = "{\"operation\":\"text.process\",\"payload\":{\"text\":%s}}";
		return Stream.of(arguments("empty", ""), arguments("blank", " \n"), arguments("null", "null"),
				arguments("array", "[]"), arguments("string", "\"x\""), arguments("number", "1"),
				arguments("truncated", "{\"a\":"), arguments("trailing value", HELLO + " {}"),
				arguments("trailing garbage", HELLO + "x"),
				arguments("duplicate name", "{\"operation\":\"text.process\",\"operation\":\"text.process\"}"),
				arguments("duplicate name in the payload",
						"{\"operation\":\"text.process\",\"payload\":{\"text\":\"a\",\"text\":\"b\"}}"),
				arguments("comment", "/* x */" + HELLO), arguments("single quotes", "{'operation':'text.process'}"),
				arguments("NaN", text.formatted("NaN")), arguments("plus sign", text.formatted("+1")),
				arguments("inner comment", text.formatted("/*x*/1")), arguments("leading zero", text.formatted("01")),
				arguments("trailing comma", text.formatted("[1,]")), arguments("tab", text.formatted("\"\t\"")),
				arguments("unknown escape", text.formatted("\"\\x\"")), arguments("no digits", text.formatted("-")),
				arguments("hexadecimal", text.formatted("0x1")), arguments("capital literal", text.formatted("True")),
				arguments("infinity", text.formatted("Infinity")),
				arguments("byte order mark", "\u00ef\u00bb\u00bf" + HELLO),
				arguments("UTF-16", new String(HELLO.getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1)),
				arguments("invalid UTF-8", text.formatted("\"\u00c3(\"")),
				arguments("overlong UTF-8", text.formatted("\"\u00c0\u00af\"")),
				arguments("lone surrogate", text.formatted("\"\\ud800\"")),
				arguments("lone low surrogate", text.formatted("\"\\udc00x\"")),
				arguments("escaped NUL", text.formatted("\"a\\u0000b\"")),
				arguments("NUL", text.formatted("\"a\u0000b\"")),
				arguments("line break in a string", text.formatted("\"a\nb\"")),
				arguments("escaped NUL in a name", "{\"a\\u0000b\":1}"),
				arguments("65 levels", text.formatted("[".repeat(65) + "]".repeat(65))),
				arguments("100,000 levels", text.formatted("[".repeat(100_000) + "]".repeat(100_000))),
				arguments("100,000 open levels", "{\"a\":".repeat(100_000)),
				arguments("number of 1,001 digits", text.formatted("9".repeat(1_001))),
				arguments("enormous exponent", text.formatted("1e999999999")),
				arguments("name of 50,001 characters", "{\"" + "n".repeat(50_001) + "\":1}"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformedBodies")
	void rejectsMalformedJson(String name, String body) {
		HttpResponse<String> response = systemA.send(systemA.request(REQUESTS, "Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1)));
		JsonNode problem = assertProblem(response, 400, "malformed-json");
		assertThat(problem.path("detail").asString()).isNotBlank()
			.hasSizeLessThan(310)
			.doesNotContain("\n", "`")
			.doesNotContainPattern("[a-z][A-Z]|[A-Z]_|Feature|code ");
		assertThat(problem.path("instance").asString()).isEqualTo(REQUESTS);
	}

	static Stream<Arguments> invalidRequests() {
		String process = "{\"operation\":\"text.process\",\"payload\":%s}";
		return Stream.of(arguments("{}", "operation"), arguments("{\"operation\":\"text.process\"}", "payload"),
				arguments("{\"operation\":1,\"payload\":{}}", "operation"),
				arguments("{\"operation\":null,\"payload\":{}}", "operation"),
				arguments(process.formatted("null"), "payload"), arguments(process.formatted("[]"), "payload"),
				arguments(process.formatted("\"x\""), "payload"), arguments(process.formatted("1"), "payload"),
				arguments(process.formatted("{}"), "payload.text"),
				arguments(process.formatted("{\"text\":null}"), "payload.text"),
				arguments(process.formatted("{\"text\":1}"), "payload.text"),
				arguments(process.formatted("{\"text\":{}}"), "payload.text"),
				arguments(process.formatted("{\"text\":[\"x\"]}"), "payload.text"),
				arguments(process.formatted("{\"text\":\"x\",\"language\":\"fr\"}"), "payload.language"),
				arguments(process.formatted("{\"text\":\"" + "x".repeat(262_145) + "\"}"), "payload.text"),
				arguments(process.formatted("{\"text\":\"x\",\"more\":1}"), "payload.more"),
				arguments("{\"operation\":\"text.word-count\",\"payload\":{\"text\":\" \"}}", "payload.text"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":-1}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":99999999999}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":1.5}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":\"1\"}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"cpu\":1}}", "payload.cpu"),
				arguments(withMember("\"more\":1"), "more"), arguments(withMember("\"more\":null"), "more"),
				arguments(withMember("\"lane\":\"BULK\""), "lane"), arguments(withMember("\"lane\":1"), "lane"),
				arguments(withMember("\"deadline\":\"PT0S\""), "deadline"),
				arguments(withMember("\"deadline\":\"-PT1S\""), "deadline"),
				arguments(withMember("\"deadline\":\"P8D\""), "deadline"),
				arguments(withMember("\"deadline\":\"tomorrow\""), "deadline"),
				arguments(withMember("\"deadline\":30"), "deadline"),
				arguments(withMember("\"deadline\":\"PT9999999999999999999S\""), "deadline"));
	}

	private static String withMember(String member) {
		return "{\"operation\":\"text.process\",\"payload\":{\"text\":\"x\"}," + member + "}";
	}

	@ParameterizedTest(name = "{1} in {0}")
	@MethodSource("invalidRequests")
	void namesInvalidField(String body, String field) {
		JsonNode problem = assertProblem(systemA.post(body), 400, "invalid-request");
		assertThat(problem.path("errors").findValuesAsString("field")).contains(field);
		assertThat(problem.path("errors").findValuesAsString("message"))
			.allSatisfy((message) -> assertThat(message).isNotBlank());
	}

	@Test
	void returnsSameMessagesForEveryLanguage() {
		HttpResponse<String> response = systemA.post("{\"operation\":\"text.process\",\"payload\":{}}",
				"Accept-Language", "de");
		assertThat(response.body()).contains("must not be null");
	}

	@Test
	void limitsReportedErrorsToTwenty() {
		String members = IntStream.range(0, 70_000)
			.mapToObj((i) -> "\"m" + i + "\":1")
			.collect(Collectors.joining(","));
		JsonNode problem = assertProblem(systemA.post("{" + members + "}"), 400, "invalid-request");
		assertThat(problem.path("errors").size()).isEqualTo(20);
	}

	@Test
	void truncatesUnknownOperationInResponse() {
		JsonNode problem = assertProblem(systemA
			.post("{\"operation\":\"\\r\\n2026 ERROR forged \\u001b[31m" + "x".repeat(10_000) + "\",\"payload\":{}}"),
				404, "unknown-operation");
		assertThat(problem.path("detail").asString()).hasSizeLessThan(250)
			.contains("\\u000d\\u000a2026 ERROR forged \\u001b")
			.doesNotContain("\n", "\u001b");
	}

}
