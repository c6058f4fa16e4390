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

	private final NewRequestFactory intake;

	private final RequestService desk;

	private final PreferHeader waits;

	private final CallerResolver callers;

	RequestController(NewRequestFactory intake, RequestService desk, PreferHeader waits, CallerResolver callers) {
		this.intake = intake;
		this.desk = desk;
		this.waits = waits;
		this.callers = callers;
	}

	@PostMapping(PATH)
	void submit(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		ContentNegotiation.requireJson(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		NewRequest submission = this.intake.read(request, this.callers.ownerOf(request));
		AsyncResponder.answer(request, response, this.desk.submit(submission, wait), wait, RequestStatus::toSubmission);
	}

	@GetMapping(PATH + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		RequestId id = id(request);
		IfNoneMatch seen = IfNoneMatch.seenBy(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		AsyncResponder.answer(request, response,
				this.desk.ask(this.callers.ownerOf(request), id, WaitCondition.change(seen), wait), wait,
				(standing) -> standing.toQuestion(seen));
	}

	@PostMapping(PATH + "/{id}/cancel")
	void cancel(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		RequestId id = id(request);
		AsyncResponder.answer(request, response, this.desk.cancel(this.callers.ownerOf(request), id), null,
				(standing) -> standing.toQuestion(IfNoneMatch.NONE));
	}

	@PostMapping(PATH + "/{id}/retry")
	void retry(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		RequestId id = id(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		AsyncResponder.answer(request, response, this.desk.retry(this.callers.ownerOf(request), id, wait), wait,
				RequestStatus::toSubmission);
	}

	@DeleteMapping(PATH + "/{id}")
	void erase(HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestId id = id(request);
		AsyncResponder.answer(request, response, this.desk.erase(this.callers.ownerOf(request), id), null,
				(erased) -> ApiResponse.NOTHING);
	}

	@GetMapping(PATH)
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAccepted(request);
		RequestPage page = this.desk.list(this.callers.ownerOf(request),
				ListQueryParser.read(request.getParameterMap()));
		new ApiResponse(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(page))
			.writeTo(response);
	}

	public static RequestId id(HttpServletRequest request) {
		return idIn(request).orElseThrow(RequestFinder::unknown);
	}

	/** From the path as it was sent: what had to be decoded first is no id. */
	public static Optional<RequestId> idIn(HttpServletRequest request) {
		return Stream.of(request.getRequestURI().split("/"))
			.skip(SEGMENTS_BEFORE_ID)
			.findFirst()
			.flatMap(RequestId::parse);
	}

}
