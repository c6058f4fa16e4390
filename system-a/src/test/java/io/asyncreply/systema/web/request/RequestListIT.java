package io.asyncreply.systema.web.request;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.AbstractAcceptedRequestIT;
import io.asyncreply.systema.web.problem.ProblemAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists of requests over HTTP.
 */
class RequestListIT extends AbstractAcceptedRequestIT {

	@Test
	void listsEveryRequestOnceAndNewestFirst() {
		List<String> submitted = new ArrayList<>();
		for (int i = 0; i < 45; i++) {
			submitted.add(0, id(systemA.post("""
					{"operation": "work.simulate", "payload": {}}""")).toString());
		}
		List<String> listed = new ArrayList<>();
		String query = REQUESTS + "?operation=work.simulate&state=ACCEPTED&pageSize=20";
		JsonNode page = json(systemA.get(query));
		page.path("requests").forEach((request) -> listed.add(request.path("id").asString()));
		assertThat(listed).hasSize(20);
		while (page.has("nextPageToken")) {
			page = json(systemA.get(query + "&pageToken=" + page.path("nextPageToken").asString()));
			page.path("requests").forEach((request) -> listed.add(request.path("id").asString()));
		}
		assertThat(listed).containsExactlyElementsOf(submitted);
	}

	@Test
	void hasResultsOnlyInFullView() {
		RequestId id = systemA.submit();
		systemA.succeed(id, "{\"text\":\"done\"}");
		String query = REQUESTS + "?operation=text.process&state=SUCCEEDED&pageSize=1";
		assertThat(systemA.get(query).body()).doesNotContain("\"result\"")
			.contains("\"resultUrl\":\"" + path(id) + "\"");
		assertThat(systemA.get(query + "&view=basic").body()).isEqualTo(systemA.get(query).body());
		assertThat(systemA.get(query + "&view=full").body()).contains("\"result\":{\"text\":\"done\"}")
			.doesNotContain("resultUrl");
		assertThat(ProblemAssertions.assertProblem(systemA.get(query + "&view=all"), 400, "invalid-request")
			.at("/errors/0/message")
			.asString()).isEqualTo("must be basic or full");
	}

	@Test
	void returnsEmptyListWithoutMatch() {
		HttpResponse<String> response = systemA.get(REQUESTS + "?operation=no.such-operation");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"requests\":[]}");
		assertThat(systemA.get(REQUESTS + "?state=CANCELLED").body()).isEqualTo("{\"requests\":[]}");
	}

}
