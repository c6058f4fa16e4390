package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Lists the requests of a caller.
 */
@Controller
final class RequestListController {

	private static final String OPERATION_NAME = "(?=.{1,64}$)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*";

	private static final String FULL = "full";

	private static final int DEFAULT_PAGE_SIZE = 50;

	private static final int MAX_PAGE_SIZE = 200;

	private final Ledger ledger;

	private final CallerResolver callerResolver;

	private final AsyncResponder asyncResponder;

	private final Executor listExecutor;

	/**
	 * Creates the controller.
	 * @param ledger the ledger
	 * @param callerResolver resolves the caller
	 * @param asyncResponder answers the calls
	 * @param listExecutor reads and renders the pages; its threads limit how many pages
	 * are in memory before their responses are being written
	 */
	RequestListController(Ledger ledger, CallerResolver callerResolver, AsyncResponder asyncResponder,
			Executor listExecutor) {
		this.ledger = ledger;
		this.callerResolver = callerResolver;
		this.asyncResponder = asyncResponder;
		this.listExecutor = listExecutor;
	}

	@GetMapping(path = ApiPaths.REQUESTS, produces = MediaType.APPLICATION_JSON_VALUE)
	void list(
			@RequestParam(required = false) @Pattern(regexp = OPERATION_NAME,
					message = "must be the name of an operation") @Nullable String operation,
			@RequestParam(required = false) @Nullable RequestState state,
			@RequestParam(required = false) @Nullable RequestId pageToken,
			@RequestParam(required = false) @Min(value = 1, message = "must be at least {value}") @Max(
					value = MAX_PAGE_SIZE, message = "must be at most {value}") @Nullable Integer pageSize,
			@RequestParam(required = false) @Pattern(regexp = "basic|" + FULL,
					message = "must be basic or full") @Nullable String view,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestFilter filter = new RequestFilter(operation, state, pageToken,
				(pageSize != null) ? pageSize : DEFAULT_PAGE_SIZE, FULL.equals(view));
		String owner = this.callerResolver.resolveOwner(request);
		String contextPath = request.getContextPath();
		this.asyncResponder.respond(
				request, response, CompletableFuture
					.supplyAsync(() -> RequestPage.of(this.ledger.list(owner, filter), contextPath), this.listExecutor),
				null, RequestListController::toResponse);
	}

	private static CompletableFuture<ApiResponse> toResponse(RequestPage page) {
		return CompletableFuture.completedFuture(ApiResponse.ok(StrictJson.write(page)));
	}

}
