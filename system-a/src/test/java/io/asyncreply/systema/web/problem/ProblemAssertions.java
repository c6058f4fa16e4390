package io.asyncreply.systema.web.problem;

import java.net.http.HttpResponse;

import io.asyncreply.systema.SystemAWithoutBroker;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Assertions about problems.
 */
public final class ProblemAssertions {

	private ProblemAssertions() {
	}

	public static JsonNode assertProblem(HttpResponse<String> response, int status, String problemType) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = SystemAWithoutBroker.json(response);
		assertThat(problem.path("type").asString()).isEqualTo("urn:asyncreply:problem:" + problemType);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("title").asString()).isNotBlank();
		assertThat(problem.path("detail").asString()).endsWith(".");
		assertThat(response.body()).hasSizeLessThan(4_000)
			.doesNotContain("java.", "asyncreply.messages", "Exception", "tools.jackson", "StreamRead", "JsonToken");
		return problem;
	}

	/** Checks a raw response from a socket. */
	public static void assertProblem(String rawResponse, int status) {
		assertThat(rawResponse).startsWith("HTTP/1.1 " + status + " ")
			.containsIgnoringCase("Content-Type: application/problem+json")
			.contains("\"status\":" + status)
			.doesNotContain("java.", "Exception", "Tomcat", "<html");
		assertThat(rawResponse.contains("errorId")).as("only unexpected errors are logged").isEqualTo(status == 500);
	}

}
