package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import io.asyncreply.systema.web.response.ApiResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests calls with a result that is known at once, later or never.
 */
class AsyncResponderTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/requests/x");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final CompletableFuture<String> result = new CompletableFuture<>();

	private final AsyncResponder asyncResponder = new AsyncResponder(
			new ResponseStreamer(new UnsentByteLimiter(0, new PeerSemaphore(0, 1), (peers) -> {
			}), new ScheduledThreadPoolExecutor(0), new SimpleMeterRegistry()));

	private void respond() throws IOException {
		this.request.setAsyncSupported(true);
		this.asyncResponder.respond(this.request, this.response, this.result, Duration.ofSeconds(5),
				(text) -> CompletableFuture.completedFuture(
						new ApiResponse(200, Map.of("Content-Type", ApiResponse.JSON), StrictJson.write(text))));
	}

	private MockAsyncContext context() {
		return (MockAsyncContext) Objects.requireNonNull(this.request.getAsyncContext());
	}

	private AsyncListener listener() {
		return context().getListeners().get(0);
	}

	@Test
	void answersKnownResultImmediately() throws Exception {
		this.result.complete("known");
		respond();
		assertThat(this.request.isAsyncStarted()).isFalse();
		assertThat(this.response.getContentAsString()).isEqualTo("\"known\"");
	}

	@Test
	void answersLaterResultOnceItIsKnown() throws Exception {
		respond();
		assertThat(this.request.isAsyncStarted()).isTrue();
		assertThat(context().getTimeout()).isGreaterThan(5_000);
		this.result.complete("later");
		assertThat(this.response.getContentAsString()).isEqualTo("\"later\"");
		assertThat(this.request.isAsyncStarted()).isFalse();
	}

	@Test
	void answersFailureWithProblem() throws Exception {
		respond();
		this.result.completeExceptionally(new RejectedExecutionException());
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("1");
		assertThat(this.response.getContentAsString()).contains("ledger-unavailable");
	}

	@Test
	void hidesUnexpectedFailure() throws Exception {
		respond();
		this.result.completeExceptionally(new IllegalStateException("select * from secrets"));
		assertThat(this.response.getStatus()).isEqualTo(500);
		assertThat(this.response.getContentAsString()).matches("""
				\\{"type":"urn:asyncreply:problem:internal-error","title":"Internal error","status":500,\
				"detail":"An unexpected error. The log of System A has it under errorId.",\
				"instance":"/v1/requests/x","errorId":"[0-9a-f-]+"}""");
	}

	@Test
	void answersAfterTimeout() throws Exception {
		respond();
		listener().onTimeout(new AsyncEvent(context()));
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.result).isCompletedExceptionally();
	}

	@Test
	void cancelsResultOfDisconnectedCaller() throws Exception {
		respond();
		listener().onError(new AsyncEvent(context()));
		assertThat(this.result).isCancelled();
	}

}
