package io.asyncreply.systema.web.submission;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.http.ContentNegotiation;
import io.asyncreply.systema.web.response.ApiResponse;
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
public final class OperationController {

	private static final List<String> LANES = Lane.SELECTABLE.stream().map(Lane::label).toList();

	private final ApiResponse apiResponse;

	public OperationController(OperationRegistry operationRegistry, JsonSchemaGenerator schemaGenerator) {
		OperationsResponse body = new OperationsResponse(operationRegistry.all()
			.stream()
			.map((operation) -> OperationResponse.of(operation, schemaGenerator))
			.toList());
		this.apiResponse = new ApiResponse(HttpStatus.OK.value(), Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON),
				StrictJson.write(body));
	}

	@GetMapping("/v1/operations")
	void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ContentNegotiation.requireAcceptable(request);
		this.apiResponse.writeTo(response);
	}

	/**
	 * What can be asked for.
	 *
	 * @param operations in the order of the catalogue
	 */
	private record OperationsResponse(List<OperationResponse> operations) {

	}

	/**
	 * One operation that can be asked for.
	 *
	 * @param name its name
	 * @param lanes the lanes it has
	 * @param payload the JSON schema of its payload
	 * @param result the JSON schema of its result
	 */
	private record OperationResponse(String name, List<String> lanes, JsonNode payload, JsonNode result) {

		static OperationResponse of(Operation<?, ?> operation, JsonSchemaGenerator schemaGenerator) {
			return new OperationResponse(operation.name(), LANES,
					schemaGenerator.payloadSchema(operation.payloadType()),
					schemaGenerator.resultSchema(operation.resultType()));
		}

	}

}
