package io.asyncreply.systema.request;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.ledger.NewRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The requests as an HTTP resource.
 */
@Controller
final class RequestController {

	static final String PATH = "/v1/requests";

	private static final String PREFER = "Prefer";

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

	@GetMapping(PATH)
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		Page page = this.desk.list(this.callers.ownerOf(request), ListQuery.read(request.getParameterMap()));
		new Answer(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, Answer.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(page))
			.writeTo(response);
	}

	/** From the path as it was sent: what had to be decoded first is no id. */
	private static RequestId id(HttpServletRequest request) {
		String path = request.getRequestURI();
		return RequestId.parse(path.substring(path.lastIndexOf('/') + 1)).orElseThrow(RequestDesk::unknown);
	}

}
