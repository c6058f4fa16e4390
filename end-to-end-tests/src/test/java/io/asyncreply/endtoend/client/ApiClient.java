package io.asyncreply.endtoend.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.asyncreply.testsupport.SseClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller of System A who writes everything into a {@link ClientJournal}.
 */
public final class ApiClient {

	private static final String REQUESTS = "/v1/requests";

	private static final String PREFER = "Prefer";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private final Function<String, URI> uris;

	private final ClientJournal journal;

	/**
	 * Makes a caller.
	 * @param uris resolves a path against the address of System A
	 * @param journal where everything is written
	 */
	public ApiClient(Function<String, URI> uris, ClientJournal journal) {
		this.uris = uris;
		this.journal = journal;
	}

	public JsonResponse submit(RequestSubmission submission) {
		return submitLater(submission, null).join();
	}

	public JsonResponse submitAndWait(RequestSubmission submission, Duration wait) {
		return submitLater(submission, wait).join();
	}

	/** Submits without waiting for the answer. */
	public CompletableFuture<JsonResponse> submitLater(RequestSubmission submission, @Nullable Duration wait) {
		this.journal.attempt(submission);
		long askedAt = ClientJournal.now();
		HttpRequest.Builder call = post(submission.body()).header("Idempotency-Key", submission.key());
		if (wait != null) {
			call.header(PREFER, "wait=" + wait.toSeconds());
		}
		return send(call).whenComplete((answer, failure) -> {
			if (failure != null) {
				this.journal.failure(submission, failure);
			}
			else {
				this.journal.answer(submission, answer, askedAt);
			}
		});
	}

	/** Submits many at once and waits for none of the answers. */
	public List<CompletableFuture<JsonResponse>> burst(int count, Function<Integer, RequestSubmission> submissions) {
		return IntStream.range(0, count).mapToObj((i) -> submitLater(submissions.apply(i), null)).toList();
	}

	/** Posts a body as it is, for what is not to be accepted. */
	public JsonResponse submitRaw(String body) {
		return send(post(body)).join();
	}

	public JsonResponse status(String id) {
		return observe(call(REQUESTS + "/" + id)).join();
	}

	/** Reads a request without waiting for the answer. */
	CompletableFuture<JsonResponse> statusLater(String id) {
		return observe(call(REQUESTS + "/" + id));
	}

	/** Cancels a request without waiting for the answer. */
	public CompletableFuture<JsonResponse> cancelLater(String id) {
		return send(call(REQUESTS + "/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
	}

	public JsonResponse awaitEnd(String id) {
		return Awaitility.await().atMost(PATIENCE).until(() -> status(id), JsonResponse::isDone);
	}

	/** Reads every change of a request from now to its end. */
	public List<JsonResponse> follow(String id) {
		List<JsonResponse> changes = new ArrayList<>(List.of(status(id)));
		while (!changes.get(changes.size() - 1).isDone()) {
			HttpRequest.Builder call = call(REQUESTS + "/" + id).header(PREFER, "wait=10")
				.header("If-None-Match", changes.get(changes.size() - 1).header("etag"));
			changes.add(observe(call).join());
		}
		return changes;
	}

	/** Asks why a request is where it is. */
	public JsonResponse why(String id) {
		return get(REQUESTS + "/" + id + "/why");
	}

	/** Opens the stream of a request's events. */
	public SseClient events(String id) {
		return SseClient.open(this.uris.apply(REQUESTS + "/" + id + "/events"));
	}

	/** Lists every request of a state, or every request at all. */
	public List<JsonNode> list(@Nullable String state) {
		List<JsonNode> requests = new ArrayList<>();
		long askedAt = ClientJournal.now();
		String query = REQUESTS + "?pageSize=200" + ((state != null) ? "&state=" + state : "");
		String token = "";
		do {
			JsonResponse page = get(query + (token.isEmpty() ? "" : "&pageToken=" + token));
			assertThat(page.status()).as("%s", page).isEqualTo(200);
			page.body().path("requests").forEach(requests::add);
			token = page.text("/nextPageToken");
		}
		while (!token.isEmpty());
		requests.forEach((request) -> this.journal.observe(request, askedAt));
		return requests;
	}

	public JsonResponse get(String path) {
		return send(call(path)).join();
	}

	private HttpRequest.Builder post(String body) {
		return call(REQUESTS).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	private HttpRequest.Builder call(String path) {
		return HttpRequest.newBuilder(this.uris.apply(path)).timeout(PATIENCE);
	}

	private CompletableFuture<JsonResponse> observe(HttpRequest.Builder call) {
		long askedAt = ClientJournal.now();
		return send(call).whenComplete((answer, failure) -> {
			if (answer != null && answer.isAccepted()) {
				this.journal.observe(answer.body(), askedAt);
			}
		});
	}

	private CompletableFuture<JsonResponse> send(HttpRequest.Builder call) {
		return this.http.sendAsync(call.build(), HttpResponse.BodyHandlers.ofString()).thenApply(JsonResponse::of);
	}

}
