package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.waiting.LongPoll.WaitCondition;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.IfNoneMatch;
import io.asyncreply.systema.web.http.PreferHeader;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The request resource. {@link #submit} and {@link #read} use the servlet API directly,
 * because argument binding and content negotiation of Spring MVC cost throughput there.
 */
@Controller
final class RequestController {

	private static final String PREFER = "Prefer";

	private final NewRequestFactory newRequestFactory;

	private final RequestService requestService;

	private final AsyncResponder asyncResponder;

	private final PreferHeader preferHeader;

	private final CallerResolver callerResolver;

	RequestController(NewRequestFactory newRequestFactory, RequestService requestService, PreferHeader preferHeader,
			CallerResolver callerResolver, AsyncResponder asyncResponder) {
		this.newRequestFactory = newRequestFactory;
		this.requestService = requestService;
		this.asyncResponder = asyncResponder;
		this.preferHeader = preferHeader;
		this.callerResolver = callerResolver;
	}

	@PostMapping(ApiPaths.REQUESTS)
	void submit(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		ContentNegotiation.requireJsonBody(request);
		Duration wait = wait(request);
		CompletableFuture<NewRequest> submission = this.newRequestFactory.fromCall(request, response, owner(request));
		this.asyncResponder.respond(request, response, this.requestService.submit(submission, wait), wait,
				this::submissionResponse);
	}

	@GetMapping(ApiPaths.REQUESTS + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		RequestId id = pathId(request);
		IfNoneMatch ifNoneMatch = IfNoneMatch.parse(request);
		Duration wait = wait(request);
		this.asyncResponder.respond(request, response,
				this.requestService.getStatus(owner(request), id, changeSince(ifNoneMatch), wait), wait,
				(status) -> statusResponse(status, ifNoneMatch));
	}

	@PostMapping(path = ApiPaths.REQUESTS + "/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
	void cancel(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		this.asyncResponder.respond(request, response, this.requestService.cancel(owner(request), id), null,
				(status) -> statusResponse(status, IfNoneMatch.NONE));
	}

	@PostMapping(path = ApiPaths.REQUESTS + "/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
	void retry(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Duration wait = wait(request);
		this.asyncResponder.respond(request, response, this.requestService.retry(owner(request), id, wait), wait,
				this::submissionResponse);
	}

	@DeleteMapping(ApiPaths.REQUESTS + "/{id}")
	void erase(@PathVariable RequestId id, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		this.asyncResponder.respond(request, response, this.requestService.erase(owner(request), id), null,
				(erased) -> CompletableFuture.completedFuture(ApiResponse.NO_CONTENT));
	}

	private CompletableFuture<ApiResponse> submissionResponse(RequestStatus status) {
		return this.requestService.withLongResult(status).thenApply(RequestStatus::toSubmissionResponse);
	}

	private CompletableFuture<ApiResponse> statusResponse(RequestStatus status, IfNoneMatch ifNoneMatch) {
		CompletableFuture<RequestStatus> complete = ifNoneMatch.matches(status.request())
				? CompletableFuture.completedFuture(status) : this.requestService.withLongResult(status);
		return complete.thenApply((ready) -> ready.toStatusResponse(ifNoneMatch));
	}

	private String owner(HttpServletRequest request) {
		return this.callerResolver.resolveOwner(request);
	}

	private @Nullable Duration wait(HttpServletRequest request) {
		return this.preferHeader.parse(request.getHeaders(PREFER)).orElse(null);
	}

	private static RequestId pathId(HttpServletRequest request) {
		Map<?, ?> variables = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return RequestId.parse(String.valueOf(Objects.requireNonNull(variables).get("id")))
			.orElseThrow(ProblemException::unknownRequest);
	}

	/** Without {@code If-None-Match}, every change after the row was read counts. */
	private static WaitCondition changeSince(IfNoneMatch ifNoneMatch) {
		if (!ifNoneMatch.isPresent()) {
			return new WaitCondition((request) -> request.state().isEnded(), (request) -> true);
		}
		return new WaitCondition((request) -> request.state().isEnded() || !ifNoneMatch.matches(request),
				(request) -> !ifNoneMatch.matches(request));
	}

}
