package io.asyncreply.endtoend.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.SseClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller of System A that records its calls and responses in a {@link ClientJournal}.
 */
public final class ApiClient {

	private static final String PREFER = "Prefer";

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private final AsyncReplyClient http;

	private final ClientJournal clientJournal;

	/**
	 * Creates a caller.
	 * @param uriResolver resolves a path against the current address of System A
	 * @param clientJournal records submissions and observed states
	 */
	public ApiClient(Function<String, URI> uriResolver, ClientJournal clientJournal) {
		this.http = new AsyncReplyClient(uriResolver);
		this.clientJournal = clientJournal;
	}

	/** Returns the client for calls that the journal does not record. */
	public AsyncReplyClient http() {
		return this.http;
	}

	public JsonResponse submit(RequestSubmission requestSubmission) {
		return submitAsync(requestSubmission, null).join();
	}

	public JsonResponse submitAndWait(RequestSubmission requestSubmission, Duration wait) {
		return submitAsync(requestSubmission, wait).join();
	}

	/** Submits a request, and returns without waiting for the response. */
	public CompletableFuture<JsonResponse> submitAsync(RequestSubmission requestSubmission, @Nullable Duration wait) {
		this.clientJournal.recordAttempt(requestSubmission);
		long sentAt = ClientJournal.now();
		HttpRequest.Builder call = this.http.submission(requestSubmission.body(), "Idempotency-Key",
				requestSubmission.key());
		if (wait != null) {
			call.header(PREFER, "wait=" + wait.toSeconds());
		}
		return send(call).whenComplete((response, failure) -> {
			if (failure != null) {
				this.clientJournal.recordFailure(requestSubmission, failure);
			}
			else {
				this.clientJournal.recordResponse(requestSubmission, response, sentAt);
			}
		});
	}

	/** Submits several requests, and returns without waiting for the responses. */
	public List<CompletableFuture<JsonResponse>> burst(int count, Function<Integer, RequestSubmission> submissions) {
		return IntStream.range(0, count).mapToObj((i) -> submitAsync(submissions.apply(i), null)).toList();
	}

	/** Submits several requests, and waits until System A has accepted all of them. */
	public List<JsonResponse> submitAll(int count, Function<Integer, RequestSubmission> submissions) {
		List<JsonResponse> responses = burst(count, submissions).stream().map(CompletableFuture::join).toList();
		assertThat(responses).extracting(JsonResponse::status).containsOnly(202);
		return responses;
	}

	/** Posts a body that System A is expected to reject. */
	public JsonResponse submitRaw(String body) {
		return send(this.http.submission(body)).join();
	}

	public JsonResponse getStatus(String id) {
		return sendAndObserve(this.http.request(AsyncReplyClient.REQUESTS + "/" + id)).join();
	}

	/** Reads a request, and returns without waiting for the response. */
	CompletableFuture<JsonResponse> getStatusAsync(String id) {
		return sendAndObserve(this.http.request(AsyncReplyClient.REQUESTS + "/" + id));
	}

	/** Cancels a request, and returns without waiting for the response. */
	public CompletableFuture<JsonResponse> cancelAsync(String id) {
		return send(this.http.request(AsyncReplyClient.REQUESTS + "/" + id + "/cancel")
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	public JsonResponse awaitCompletion(String id) {
		return Awaitility.await().atMost(TIMEOUT).until(() -> getStatus(id), JsonResponse::isDone);
	}

	/** Reads each change of a request until it is complete. */
	public List<JsonResponse> longPollUntilDone(String id) {
		List<JsonResponse> changes = new ArrayList<>(List.of(getStatus(id)));
		while (!changes.get(changes.size() - 1).isDone()) {
			HttpRequest.Builder call = this.http.request(AsyncReplyClient.REQUESTS + "/" + id)
				.header(PREFER, "wait=10")
				.header("If-None-Match", changes.get(changes.size() - 1).header("etag"));
			changes.add(sendAndObserve(call).join());
		}
		return changes;
	}

	/** Reads the explanation of a request. */
	public JsonResponse explain(String id) {
		return get(AsyncReplyClient.REQUESTS + "/" + id + "/why");
	}

	/** Opens the event stream of a request. */
	public SseClient events(String id) {
		return this.http.events(AsyncReplyClient.REQUESTS + "/" + id + "/events");
	}

	/** Lists all requests of a state, or of all states if it is null. */
	public List<JsonNode> list(@Nullable String state) {
		List<JsonNode> requests = new ArrayList<>();
		long sentAt = ClientJournal.now();
		String query = AsyncReplyClient.REQUESTS + "?view=full&pageSize=200"
				+ ((state != null) ? "&state=" + state : "");
		String token = "";
		do {
			JsonResponse page = get(query + (token.isEmpty() ? "" : "&pageToken=" + token));
			assertThat(page.status()).as("%s", page).isEqualTo(200);
			page.body().path("requests").forEach(requests::add);
			token = page.text("/nextPageToken");
		}
		while (!token.isEmpty());
		requests.forEach((request) -> this.clientJournal.observe(request, sentAt));
		return requests;
	}

	public JsonResponse get(String path) {
		return send(this.http.request(path)).join();
	}

	private CompletableFuture<JsonResponse> sendAndObserve(HttpRequest.Builder call) {
		long sentAt = ClientJournal.now();
		return send(call).whenComplete((response, failure) -> {
			if (response != null && response.isAccepted()) {
				this.clientJournal.observe(response.body(), sentAt);
			}
		});
	}

	private CompletableFuture<JsonResponse> send(HttpRequest.Builder call) {
		return this.http.sendAsync(call).thenApply(JsonResponse::of);
	}

}
