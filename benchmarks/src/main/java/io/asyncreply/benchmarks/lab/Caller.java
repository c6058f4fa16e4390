package io.asyncreply.benchmarks.lab;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One caller: submits a request and asks after it just as {@code Retry-After} says.
 */
final class Caller {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http;

	private final URI systemA;

	private final double at;

	private int polls;

	/**
	 * Makes a caller.
	 * @param http its connections
	 * @param systemA where System A is
	 * @param at when it submits, in seconds
	 */
	Caller(HttpClient http, URI systemA, double at) {
		this.http = http;
		this.systemA = systemA;
		this.at = at;
	}

	/**
	 * Submits a request and asks after it until it has ended.
	 * @param millis how long the work lasts
	 * @param answered runs when the submission is answered, or never will be
	 * @return what came of it, or what went wrong
	 */
	CompletableFuture<Observation> submit(int millis, Runnable answered) {
		String body = """
				{"operation": "work.simulate", "payload": {"millis": %d, "steps": 0, "cpu": false, "failTimes": 0,
				"failPermanently": false, "crash": false}}""".formatted(millis);
		return send(HttpRequest.newBuilder(this.systemA.resolve("/v1/requests"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)), 202).whenComplete((accepted, failure) -> answered.run())
			.thenCompose((accepted) -> {
				URI request = this.systemA.resolve(accepted.headers().firstValue("Location").orElseThrow());
				return follow(request, accepted)
					.thenApply((ended) -> Observation.of(this.at, JSON.readTree(accepted.body()), ended, this.polls));
			});
	}

	private CompletableFuture<JsonNode> follow(URI request, HttpResponse<String> answer) {
		JsonNode status = JSON.readTree(answer.body());
		if (status.path("done").asBoolean()) {
			return "SUCCEEDED".equals(status.path("state").asString()) ? CompletableFuture.completedFuture(status)
					: CompletableFuture.failedFuture(new IllegalStateException(answer.body()));
		}
		long seconds = answer.headers().firstValueAsLong("Retry-After").orElseThrow();
		Executor later = CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS);
		return CompletableFuture.runAsync(() -> this.polls++, later)
			.thenCompose((asked) -> send(HttpRequest.newBuilder(request), 200))
			.thenCompose((next) -> follow(request, next));
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder call, int expected) {
		return this.http.sendAsync(call.build(), HttpResponse.BodyHandlers.ofString()).thenApply((answer) -> {
			if (answer.statusCode() != expected) {
				throw new IllegalStateException(answer.statusCode() + " " + answer.body());
			}
			return answer;
		});
	}

}
