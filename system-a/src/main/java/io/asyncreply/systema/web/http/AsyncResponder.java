package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemWriter;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers a call when a future completes, on the thread that completes it. No thread is
 * blocked. If the call ends before, the future is cancelled.
 */
public final class AsyncResponder {

	/** Added to the wait of a call; exceeded only if the ledger does not answer. */
	private static final Duration TIMEOUT_MARGIN = Duration.ofSeconds(30);

	private final ResponseStreamer responseStreamer;

	/**
	 * Creates a responder.
	 * @param responseStreamer sends the responses of asynchronous calls
	 */
	AsyncResponder(ResponseStreamer responseStreamer) {
		this.responseStreamer = responseStreamer;
	}

	/**
	 * Answers a call at once.
	 * @param request the call
	 * @param response its response
	 * @param apiResponse the answer
	 * @throws IOException if the caller has disconnected
	 */
	public void respond(HttpServletRequest request, HttpServletResponse response, ApiResponse apiResponse)
			throws IOException {
		if (apiResponse.isLong()) {
			this.responseStreamer.respond(request.startAsync(request, response), apiResponse);
		}
		else {
			apiResponse.under(request.getContextPath()).writeTo(response);
		}
	}

	/**
	 * Answers a call.
	 * @param <T> type of the result
	 * @param request the call, which is asynchronous already if its body is unfinished;
	 * the timeout of its context is then added to the wait
	 * @param response its response
	 * @param result the future; a failure becomes a problem
	 * @param wait longest wait of the caller; null if it does not wait
	 * @param toResponse converts the result, at once or later; a failure becomes a
	 * problem
	 * @throws IOException if the caller has disconnected
	 */
	public <T> void respond(HttpServletRequest request, HttpServletResponse response, CompletableFuture<T> result,
			@Nullable Duration wait, Function<T, CompletableFuture<ApiResponse>> toResponse) throws IOException {
		String path = request.getRequestURI();
		CompletableFuture<ApiResponse> converted = result.thenCompose(toResponse);
		CompletableFuture<ApiResponse> apiResponse = converted
			.exceptionally((failure) -> problemResponse(failure, path));
		boolean started = request.isAsyncStarted();
		if (apiResponse.isDone() && !started) {
			respond(request, response, apiResponse.join());
			return;
		}
		AsyncContext context = started ? request.getAsyncContext() : request.startAsync(request, response);
		Duration timeout = TIMEOUT_MARGIN.plusMillis(started ? context.getTimeout() : 0);
		context.setTimeout(((wait != null) ? timeout.plus(wait) : timeout).toMillis());
		context.addListener(new CallListener(result, converted));
		apiResponse.thenAccept((ready) -> this.responseStreamer.respond(context, ready));
	}

	/**
	 * Converts a failure to a problem. Logs it if it is an internal error.
	 * @param failure the failure
	 * @param path path of the call
	 * @return the response
	 */
	public static ApiResponse problemResponse(Throwable failure, String path) {
		return ProblemWriter.toResponse(
				ProblemMapper.toProblem(failure).orElseGet(() -> ProblemMapper.internalError(failure, path)), path);
	}

	/**
	 * Ends the work for a call that has ended or lasts too long.
	 *
	 * @param result the future of the result, which ends the wait when it is cancelled
	 * @param converted the future of the response
	 */
	private record CallListener(CompletableFuture<?> result,
			CompletableFuture<ApiResponse> converted) implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			this.converted.completeExceptionally(ProblemMapper.ledgerUnavailable());
			this.result.cancel(false);
		}

		@Override
		public void onError(AsyncEvent event) {
			this.result.cancel(false);
		}

		@Override
		public void onComplete(AsyncEvent event) {
			this.result.cancel(false);
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
