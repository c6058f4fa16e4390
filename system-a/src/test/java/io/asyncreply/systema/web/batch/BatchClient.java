package io.asyncreply.systema.web.batch;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP client of batches: uploads lines and reads results.
 */
final class BatchClient {

	/** Head of an upload over a socket, to which further headers can be added. */
	static final String UPLOAD_HEAD = "POST " + REQUESTS
			+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n";

	private BatchClient() {
	}

	static String line(int number) {
		return "{\"operation\":\"text.process\",\"payload\":{\"text\":\"line " + number + "\"}}";
	}

	static String lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj(BatchClient::line).collect(Collectors.joining("\n"));
	}

	/** Uploads a chunked body. Each character of the body is one byte. */
	static HttpResponse<String> upload(SystemAWithoutBroker systemA, String body, String... headers) {
		byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
		return systemA.send(systemA.request(REQUESTS, headers)
			.header("Content-Type", "application/x-ndjson")
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
	}

	static JsonNode assertAccepted(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		assertThat(response.headers().firstValue("Location")).hasValue(batchPath(id(response)));
		return json(response);
	}

	static String batchPath(RequestId id) {
		return "/v1/batches/" + id;
	}

	/** Downloads the results, and checks that they are complete. */
	static List<JsonNode> results(SystemAWithoutBroker systemA, RequestId batch, String query) {
		HttpResponse<String> response = systemA.get(batchPath(batch) + "/results" + query);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
		JsonMapper mapper = new JsonMapper();
		List<String> lines = response.body().lines().toList();
		int count = lines.size() - 1;
		assertThat(lines.get(count)).isEqualTo("{\"end\":true,\"lines\":" + count + "}");
		return lines.subList(0, count).stream().map(mapper::readTree).toList();
	}

}
