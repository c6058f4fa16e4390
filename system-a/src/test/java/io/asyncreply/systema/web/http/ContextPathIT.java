package io.asyncreply.systema.web.http;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * System A under a context path and behind a proxy that strips a prefix.
 */
class ContextPathIT {

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "server.servlet.context-path=/api",
				"server.forward-headers-strategy=framework");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@ParameterizedTest
	@CsvSource({ "X-None, x, /api", "X-Forwarded-Prefix, /jobs, /jobs" })
	void linksWithPathThatCallerSees(String header, String value, String prefix) {
		String requests = prefix + "/v1/requests/";
		HttpResponse<String> submitted = post("application/json", HELLO, header, value);
		String location = location(submitted);
		assertThat(location).isEqualTo(requests + json(submitted).path("id").asString());
		String own = "/api" + location.substring(prefix.length());
		assertThat(systemA.get(own, header, value).statusCode()).isEqualTo(200);
		assertThat(systemA.get(own + "/why", header, value).statusCode()).isEqualTo(200);
		assertThat(json(systemA.get("/api/v1/requests/x", header, value)).path("instance").asString())
			.isEqualTo(requests + "x");
		assertThat(json(systemA.get("/api/v1/requests?pageSize=0", header, value)).path("instance").asString())
			.isEqualTo(prefix + "/v1/requests");
		systemA.succeed(SystemAWithoutBroker.id(post("application/json", HELLO, header, value)), "{\"text\":\"done\"}");
		assertThat(json(systemA.get("/api/v1/requests?state=SUCCEEDED&pageSize=1", header, value))
			.at("/requests/0/resultUrl")
			.asString()).startsWith(requests);
		HttpResponse<String> cancelled = systemA
			.send(systemA.request(own + "/cancel", header, value).POST(HttpRequest.BodyPublishers.noBody()));
		assertThat(cancelled.statusCode()).isEqualTo(200);
		HttpResponse<String> retried = systemA
			.send(systemA.request(own + "/retry", header, value).POST(HttpRequest.BodyPublishers.noBody()));
		assertThat(location(retried)).isEqualTo(location);
	}

	@ParameterizedTest
	@CsvSource({ "X-None, x, /api", "X-Forwarded-Prefix, /jobs, /jobs" })
	void linksBatchesWithPathThatCallerSees(String header, String value, String prefix) {
		HttpResponse<String> uploaded = post("application/x-ndjson", HELLO, header, value);
		assertThat(uploaded.statusCode()).isEqualTo(202);
		String location = location(uploaded);
		assertThat(location).startsWith(prefix + "/v1/batches/");
		String own = "/api" + location.substring(prefix.length());
		assertThat(systemA.get(own, header, value).statusCode()).isEqualTo(200);
		assertThat(systemA.get(own + "/results", header, value).body()).contains("\"line\":1");
	}

	private static HttpResponse<String> post(String type, String body, String header, String value) {
		return systemA.send(systemA.request("/api/v1/requests", "Content-Type", type, header, value)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private static String location(HttpResponse<String> response) {
		return response.headers().firstValue("Location").orElseThrow();
	}

}
