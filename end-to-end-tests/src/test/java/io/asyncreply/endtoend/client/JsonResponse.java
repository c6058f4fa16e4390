package io.asyncreply.endtoend.client;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response with a JSON body.
 *
 * @param status the HTTP status
 * @param headers the first value of each header, by lower-case name
 * @param body the JSON body
 */
public record JsonResponse(int status, Map<String, String> headers, JsonNode body) {

	private static final JsonMapper JSON = new JsonMapper();

	public static JsonResponse of(HttpResponse<String> response) {
		Map<String, String> headers = response.headers()
			.map()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (header) -> header.getValue().get(0)));
		return new JsonResponse(response.statusCode(), headers, JSON.readTree(response.body()));
	}

	public boolean isAccepted() {
		return this.status == 200 || this.status == 202;
	}

	public boolean isDone() {
		return this.body.path("done").asBoolean();
	}

	public String id() {
		return text("/id");
	}

	public String state() {
		return text("/state");
	}

	public int attempts() {
		return this.body.path("attempts").asInt();
	}

	/** Returns the text at a JSON pointer, or an empty text. */
	public String text(String pointer) {
		return this.body.at(pointer).asString("");
	}

	public String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

}
