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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a call when a future completes, on the thread that completes it. No thread is
 * blocked. If the call ends before, the future is cancelled.
 */
public final class AsyncResponder implements AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(AsyncResponder.class);

	/** Added to the wait of a call; exceeded only if the ledger does not answer. */
	private static final Duration TIMEOUT_MARGIN = Duration.ofSeconds(30);

	private final CompletableFuture<?> result;

	private AsyncResponder(CompletableFuture<?> result) {
		this.result = result;
	}

	/**
	 * Answers a call.
	 * @param <T> type of the result
	 * @param request the call
	 * @param response its response
	 * @param result the future; a failure becomes a problem
	 * @param wait longest wait of the caller; null if it does not wait
	 * @param toResponse converts the result, at once or later; a failure becomes a problem
	 * @throws IOException if the caller has disconnected
	 */
	public static <T> void respond(HttpServletRequest request, HttpServletResponse response,
			CompletableFuture<T> result, @Nullable Duration wait, Function<T, CompletableFuture<ApiResponse>> toResponse)
			throws IOException {
		String path = request.getRequestURI();
		String contextPath = request.getContextPath();
		CompletableFuture<ApiResponse> apiResponse = result.thenCompose(toResponse)
			.thenApply((ready) -> ready.under(contextPath))
			.exceptionally((failure) -> problemResponse(failure, path));
		if (apiResponse.isDone()) {
			apiResponse.join().writeTo(response);
			return;
		}
		AsyncContext context = request.startAsync(request, response);
		context.setTimeout(((wait != null) ? TIMEOUT_MARGIN.plus(wait) : TIMEOUT_MARGIN).toMillis());
		context.addListener(new AsyncResponder(result));
		apiResponse.thenAccept((ready) -> complete(context, response, ready));
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

	private static void complete(AsyncContext context, HttpServletResponse response, ApiResponse apiResponse) {
		try {
			apiResponse.writeTo(response);
		}
		catch (IOException ex) {
			logger.debug("The caller disconnected before the response", ex);
		}
		context.complete();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		this.result.completeExceptionally(ProblemMapper.ledgerUnavailable());
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
