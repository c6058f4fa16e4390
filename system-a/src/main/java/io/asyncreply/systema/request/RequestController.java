package io.asyncreply.systema.request;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.ledger.NewRequest;
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
final class RequestController {

	static final String PATH = "/v1/requests";

	private static final String PREFER = "Prefer";

	/** The empty one before the first slash among them. */
	private static final int SEGMENTS_BEFORE_ID = 3;

	private final SubmissionIntake intake;

	private final RequestDesk desk;

	private final WaitPreference waits;

	private final Callers callers;

	RequestController(SubmissionIntake intake, RequestDesk desk, WaitPreference waits, Callers callers) {
		this.intake = intake;
		this.desk = desk;
		this.waits = waits;
		this.callers = callers;
	}

	@PostMapping(PATH)
	void submit(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		Negotiation.requireJson(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		NewRequest submission = this.intake.read(request, this.callers.ownerOf(request));
		Exchange.answer(request, response, this.desk.submit(submission, wait), wait, Standing::toSubmission);
	}

	@GetMapping(PATH + "/{id}")
	void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		RequestId id = id(request);
		EntityTag seen = EntityTag.seenBy(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		Exchange.answer(request, response, this.desk.ask(this.callers.ownerOf(request), id, Until.change(seen), wait),
				wait, (standing) -> standing.toQuestion(seen));
	}

	@PostMapping(PATH + "/{id}/cancel")
	void cancel(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		RequestId id = id(request);
		Exchange.answer(request, response, this.desk.cancel(this.callers.ownerOf(request), id), null,
				(standing) -> standing.toQuestion(EntityTag.NONE));
	}

	@PostMapping(PATH + "/{id}/retry")
	void retry(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		RequestId id = id(request);
		Duration wait = this.waits.read(request.getHeaders(PREFER)).orElse(null);
		Exchange.answer(request, response, this.desk.retry(this.callers.ownerOf(request), id, wait), wait,
				Standing::toSubmission);
	}

	@DeleteMapping(PATH + "/{id}")
	void erase(HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestId id = id(request);
		Exchange.answer(request, response, this.desk.erase(this.callers.ownerOf(request), id), null,
				(erased) -> Answer.NOTHING);
	}

	@GetMapping(PATH)
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		Page page = this.desk.list(this.callers.ownerOf(request), ListQuery.read(request.getParameterMap()));
		new Answer(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, Answer.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(page))
			.writeTo(response);
	}

	static RequestId id(HttpServletRequest request) {
		return idIn(request).orElseThrow(Inquiries::unknown);
	}

	/** From the path as it was sent: what had to be decoded first is no id. */
	static Optional<RequestId> idIn(HttpServletRequest request) {
		return Stream.of(request.getRequestURI().split("/"))
			.skip(SEGMENTS_BEFORE_ID)
			.findFirst()
			.flatMap(RequestId::parse);
	}

}
