package io.asyncreply.systema.request;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.JsonNode;

/**
 * Tells what can be asked for.
 */
@Controller
final class OperationController {

	private static final List<String> LANES = Lane.ASKABLE.stream().map(Lane::label).toList();

	private final Answer answer;

	OperationController(Operations operations, OperationSchemas schemas) {
		Catalogue catalogue = new Catalogue(
				operations.all().stream().map((operation) -> Offer.of(operation, schemas)).toList());
		this.answer = new Answer(HttpStatus.OK.value(), Map.of(HttpHeaders.CONTENT_TYPE, Answer.JSON),
				StrictJson.write(catalogue));
	}

	@GetMapping("/v1/operations")
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Negotiation.requireAccepted(request);
		this.answer.writeTo(response);
	}

	/**
	 * What can be asked for.
	 *
	 * @param operations in the order of the catalogue
	 */
	private record Catalogue(List<Offer> operations) {

	}

	/**
	 * One operation that can be asked for.
	 *
	 * @param name its name
	 * @param lanes the lanes it has
	 * @param payload the JSON schema of its payload
	 * @param result the JSON schema of its result
	 */
	private record Offer(String name, List<String> lanes, JsonNode payload, JsonNode result) {

		static Offer of(Operation<?, ?> operation, OperationSchemas schemas) {
			return new Offer(operation.name(), LANES, schemas.payload(operation.payload()),
					schemas.result(operation.result()));
		}

	}

}
