package io.asyncreply.systema.web.submission;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messages.operation.Operation;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Payloads that no built-in operation has. Whatever a type or a constraint throws, the
 * answer is 400, and an upload goes on.
 */
class PayloadTypesIT {

	private static final List<String> PAYLOADS = List.of("{}", "{\"value\":1}", "{\"text\":\"x\"}", "{\"depth\":0}",
			"{\"number\":5}", "{\"task\":{}}");

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, PayloadTypes.registry());
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	static Stream<Class<?>> failingTypes() {
		return PayloadTypes.FAILING.stream();
	}

	@ParameterizedTest
	@MethodSource("failingTypes")
	void rejectsPayloadWhoseTypeFails(Class<?> type) {
		int rejected = 0;
		for (String payload : PAYLOADS) {
			HttpResponse<String> response = systemA.post(submission(type, payload));
			if (response.statusCode() != 202) {
				assertThat(
						assertProblem(response, 400, "invalid-request").path("errors").get(0).path("field").asString())
					.startsWith("payload");
				assertThat(response.body()).doesNotContain("secret");
				rejected++;
			}
		}
		assertThat(rejected).isPositive();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			{}                                 | payload.required | must not be null
			{"required":{}}                    | payload.required | must name its type
			{"required":{"type":null}}         | payload.required | must name its type
			{"required":{"type":"triangle"}}   | payload.required | is of an unknown type
			{"required":{"type":"circle","radius":"1"}} | payload.required.radius | must be a number
			{"required":{"type":"square"}}     | payload.required.side | must not be null
			{"required":1}                     | payload.required | must be another value
			{"required":{"type":"circle"},"shapes":[{"type":"circle"},{}]} | payload.shapes[1] | must name its type
			{"required":{"type":"circle"},"shapes":[null]} | payload.shapes[0] | must not be null
			""")
	void namesFieldOfSealedType(String payload, String field, String message) {
		JsonNode problem = assertProblem(systemA.post(submission(PayloadTypes.Drawing.class, payload)), 400,
				"invalid-request");
		assertThat(problem.path("errors").get(0))
			.hasToString("{\"field\":\"" + field + "\",\"message\":\"" + message + "\"}");
	}

	@Test
	void rejectsOnlyLinesWhoseTypeFails() {
		List<String> lines = new ArrayList<>(List.of(HELLO));
		PayloadTypes.FAILING.forEach((type) -> PAYLOADS.forEach((payload) -> lines.add(submission(type, payload))));
		lines.add(submission(PayloadTypes.Shape.class, "{}"));
		lines.add(HELLO);
		HttpResponse<String> response = systemA.send(systemA.request(REQUESTS, "Content-Type", "application/x-ndjson")
			.POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines))));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		assertThat(json(response).path("lines").asInt()).isEqualTo(lines.size());
		List<JsonNode> refusals = json(response).path("refusals").valueStream().toList();
		assertThat(refusals).extracting((refusal) -> refusal.path("line").asInt())
			.contains(lines.size() - 1)
			.doesNotContain(1, lines.size());
		assertThat(refusals)
			.allSatisfy((refusal) -> assertThat(refusal.at("/errors/0/field").asString()).startsWith("payload"));
		assertThat(refusals).extracting((refusal) -> operation(lines.get(refusal.path("line").asInt() - 1)))
			.containsAll(PayloadTypes.FAILING.stream().map(PayloadTypes::name).toList());
	}

	private static String operation(String line) {
		return new JsonMapper().readTree(line).path("operation").asString();
	}

	@Test
	void publishesSchemaOfEachType() {
		List<JsonNode> operations = json(systemA.get("/v1/operations")).path("operations").valueStream().toList();
		assertThat(operations).extracting((operation) -> operation.path("name").asString())
			.containsExactlyInAnyOrderElementsOf(PayloadTypes.registry().all().stream().map(Operation::name).toList());
		assertThat(operations).allSatisfy((operation) -> {
			assertThat(operation.path("payload").isObject()).as("%s", operation).isTrue();
			assertThat(operation.path("payload").isEmpty()).as("%s", operation).isFalse();
			assertThat(operation.at("/result/type").asString()).as("%s", operation).isEqualTo("object");
		});
	}

	private static String submission(Class<?> type, String payload) {
		return "{\"operation\":\"" + PayloadTypes.name(type) + "\",\"payload\":" + payload + "}";
	}

}
