package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.http.IfNoneMatch;
import io.asyncreply.systema.web.http.PreferHeader;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The requests as an HTTP resource.
 */
@Controller
public final class RequestController {

	public static final String PATH = "/v1/requests";

	private static final String PREFER = "Prefer";

	/** The empty one before the first slash among them. */
	private static final int SEGMENTS_BEFORE_ID = 3;

	private final NewRequestFactory newRequestFactory;

	private final RequestService requestService;

	private final PreferHeader preferHeader;

	private final CallerResolver callerResolver;

	RequestController(NewRequestFactory newRequestFactory, RequestService requestService, PreferHeader preferHeader,
			CallerResolver callerResolver) {
		this.newRequestFactory = newRequestFactory;
		this.requestService = requestService;
		this.preferHeader = preferHeader;
		this.callerResolver = callerResolver;
	}

	@PostMapping(PATH)
	void submit(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		ContentNegotiation.requireJsonBody(request);
		Duration wait = this.preferHeader.parse(request.getHeaders(PREFER)).orElse(null);
		NewRequest submission = this.newRequestFactory.fromCall(request, this.callerResolver.resolveOwner(request));
		AsyncResponder.respond(request, response, this.requestService.submit(submission, wait), wait,
				RequestStatus::toSubmissionResponse);
	}

	@GetMapping(PATH + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		RequestId id = requestId(request);
		IfNoneMatch ifNoneMatch = IfNoneMatch.parse(request);
		Duration wait = this.preferHeader.parse(request.getHeaders(PREFER)).orElse(null);
		AsyncResponder.respond(request, response,
				this.requestService.getStatus(this.callerResolver.resolveOwner(request), id,
						WaitCondition.changeSince(ifNoneMatch), wait),
				wait, (status) -> status.toStatusResponse(ifNoneMatch));
	}

	@PostMapping(PATH + "/{id}/cancel")
	void cancel(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		RequestId id = requestId(request);
		AsyncResponder.respond(request, response,
				this.requestService.cancel(this.callerResolver.resolveOwner(request), id), null,
				(status) -> status.toStatusResponse(IfNoneMatch.NONE));
	}

	@PostMapping(PATH + "/{id}/retry")
	void retry(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		RequestId id = requestId(request);
		Duration wait = this.preferHeader.parse(request.getHeaders(PREFER)).orElse(null);
		AsyncResponder.respond(request, response,
				this.requestService.retry(this.callerResolver.resolveOwner(request), id, wait), wait,
				RequestStatus::toSubmissionResponse);
	}

	@DeleteMapping(PATH + "/{id}")
	void erase(HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestId id = requestId(request);
		AsyncResponder.respond(request, response,
				this.requestService.erase(this.callerResolver.resolveOwner(request), id), null,
				(erased) -> ApiResponse.NO_CONTENT);
	}

	@GetMapping(PATH)
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		RequestPage requestPage = this.requestService.list(this.callerResolver.resolveOwner(request),
				ListQueryParser.parse(request.getParameterMap()));
		new ApiResponse(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(requestPage))
			.writeTo(response);
	}

	public static RequestId requestId(HttpServletRequest request) {
		return findRequestId(request).orElseThrow(RequestFinder::unknownRequest);
	}

	/** From the path as it was sent: what had to be decoded first is no id. */
	public static Optional<RequestId> findRequestId(HttpServletRequest request) {
		return Stream.of(request.getRequestURI().split("/"))
			.skip(SEGMENTS_BEFORE_ID)
			.findFirst()
			.flatMap(RequestId::parse);
	}

}
