package io.asyncreply.testsupport;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * An exported span.
 *
 * @param service the system that exported it
 * @param name the span's name
 * @param kind {@code SERVER}, {@code PRODUCER} or {@code CONSUMER}
 * @param traceId the id of the trace
 * @param spanId the id of the span
 * @param parentId the id of the parent span, empty if it has none
 * @param failed whether the status is an error
 * @param attributes the span's attributes
 */
public record CollectedSpan(String service, String name, String kind, String traceId, String spanId, String parentId,
		boolean failed, Map<String, String> attributes) {

	static List<CollectedSpan> of(ResourceSpans resource) {
		String service = attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
		return resource.getScopeSpansList()
			.stream()
			.flatMap((scope) -> scope.getSpansList().stream())
			.map((span) -> of(service, span))
			.toList();
	}

	private static CollectedSpan of(String service, Span span) {
		return new CollectedSpan(service, span.getName(), span.getKind().name().replace("SPAN_KIND_", ""),
				hexadecimal(span.getTraceId()), hexadecimal(span.getSpanId()), hexadecimal(span.getParentSpanId()),
				span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
				attributes(span.getAttributesList()));
	}

	private static Map<String, String> attributes(List<KeyValue> attributes) {
		return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, (each) -> text(each.getValue())));
	}

	private static String text(AnyValue value) {
		return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
	}

	private static String hexadecimal(ByteString bytes) {
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

}
