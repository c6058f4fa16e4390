package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemResponse;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.response.TextSanitizer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call that is answered once its outcome is known, by the thread that knows it; no
 * thread waits. If the call ends before, its outcome is cancelled.
 */
public final class AsyncResponder implements AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(AsyncResponder.class);

	private final CompletableFuture<?> outcome;

	/** Reached only if the ledger does not answer at all. */
	private static final Duration GRACE = Duration.ofSeconds(30);

	private AsyncResponder(CompletableFuture<?> outcome) {
		this.outcome = outcome;
	}

	/**
	 * Answers a call.
	 * @param <T> what the outcome is
	 * @param request the call
	 * @param response where the answer goes
	 * @param outcome what the answer will be about
	 * @param wait how long the caller waits, null if it does not
	 * @param present makes the answer of the outcome
	 * @throws IOException if the caller is gone already
	 */
	public static <T> void answer(HttpServletRequest request, HttpServletResponse response,
			CompletableFuture<T> outcome, @Nullable Duration wait, Function<T, ApiResponse> present)
			throws IOException {
		String path = request.getRequestURI();
		CompletableFuture<ApiResponse> answer = outcome.thenApply(present)
			.exceptionally((failure) -> refuse(failure, path));
		if (answer.isDone()) {
			answer.join().writeTo(response);
			return;
		}
		AsyncContext context = request.startAsync(request, response);
		context.setTimeout(((wait != null) ? GRACE.plus(wait) : GRACE).toMillis());
		context.addListener(new AsyncResponder(outcome));
		CompletableFuture<?> unused = answer.thenAccept((ready) -> complete(context, response, ready));
	}

	/** Answers a call that failed. */
	public static ApiResponse refuse(Throwable failure, String path) {
		return ProblemMapper.of(failure).map((refusal) -> ProblemResponse.of(refusal, path)).orElseGet(() -> {
			logger.error("A call to {} failed", TextSanitizer.of(path), failure);
			return ProblemResponse.ofBare(ProblemType.INTERNAL_ERROR.status(), path);
		});
	}

	private static void complete(AsyncContext context, HttpServletResponse response, ApiResponse answer) {
		try {
			answer.writeTo(response);
		}
		catch (IOException ex) {
			logger.debug("The caller left before the answer", ex);
		}
		context.complete();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		this.outcome.completeExceptionally(ProblemException.retryAfter(ProblemType.LEDGER_UNAVAILABLE,
				"The ledger did not answer in time. Whether a submission was stored is unknown: "
						+ "repeat it with its Idempotency-Key.",
				1));
	}

	@Override
	public void onError(AsyncEvent event) {
		this.outcome.cancel(false);
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.outcome.cancel(false);
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

}
