package io.asyncreply.systema.web.submission;

import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Lists the operations with the JSON schemas of their payloads and results.
 */
@RestController
final class OperationController {

	private static final List<String> LANES = Lane.SELECTABLE.stream().map(Lane::label).toList();

	private final OperationsResponse operations;

	OperationController(OperationRegistry operationRegistry, JsonSchemaGenerator schemaGenerator) {
		this.operations = new OperationsResponse(operationRegistry.all()
			.stream()
			.map((operation) -> OperationResponse.of(operation, schemaGenerator))
			.toList());
	}

	@GetMapping(path = "/v1/operations", produces = MediaType.APPLICATION_JSON_VALUE)
	OperationsResponse list() {
		return this.operations;
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
