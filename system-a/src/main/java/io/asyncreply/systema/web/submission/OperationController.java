package io.asyncreply.systema.web.submission;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.JsonNode;

/**
 * Lists the operations with the JSON schemas of their payloads and results.
 */
@Controller
final class OperationController {

	private static final List<String> LANES = Lane.SELECTABLE.stream().map(Lane::label).toList();

	private final AsyncResponder asyncResponder;

	private final ApiResponse operations;

	OperationController(OperationRegistry operationRegistry, JsonSchemaGenerator schemaGenerator,
			AsyncResponder asyncResponder) {
		this.asyncResponder = asyncResponder;
		this.operations = new ApiResponse(HttpStatus.OK.value(), Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON),
				StrictJson.write(new OperationsResponse(operationRegistry.all()
					.stream()
					.map((operation) -> OperationResponse.of(operation, schemaGenerator))
					.toList())));
	}

	@GetMapping(path = "/v1/operations", produces = MediaType.APPLICATION_JSON_VALUE)
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.asyncResponder.respond(request, response, this.operations);
	}

	/**
	 * All operations.
	 *
	 * @param operations in the order of the {@link OperationRegistry}
	 */
	private record OperationsResponse(List<OperationResponse> operations) {

	}

	/**
	 * One operation.
	 *
	 * @param name its name
	 * @param lanes lanes that a caller can choose
	 * @param payload JSON schema of the payload
	 * @param result JSON schema of the result
	 */
	private record OperationResponse(String name, List<String> lanes, JsonNode payload, JsonNode result) {

		static OperationResponse of(Operation<?, ?> operation, JsonSchemaGenerator schemaGenerator) {
			return new OperationResponse(operation.name(), LANES,
					schemaGenerator.payloadSchema(operation.payloadType()),
					schemaGenerator.resultSchema(operation.resultType()));
		}

	}

}
