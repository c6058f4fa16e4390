package io.asyncreply.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.awaitility.Awaitility;

/**
 * Collects spans over OTLP/HTTP.
 */
public final class SpanCollector implements AutoCloseable {

	private final HttpServer server;

	private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();

	private SpanCollector(HttpServer server) {
		this.server = server;
		server.createContext("/v1/traces", this::collect);
	}

	/** Starts a collector on the loopback address. */
	public static SpanCollector start() {
		try {
			SpanCollector collector = new SpanCollector(
					HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
			collector.server.start();
			return collector;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the value of {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
	public String endpoint() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** Returns the spans of one trace, in the order of their arrival. */
	public List<CollectedSpan> spansOfTrace(String traceId) {
		return this.spans.stream().filter((span) -> span.traceId().equals(traceId)).toList();
	}

	/** Waits for the first matching span. */
	public CollectedSpan awaitSpan(Predicate<CollectedSpan> condition) {
		return Awaitility.await()
			.until(() -> this.spans.stream().filter(condition).findFirst(), (found) -> found.isPresent())
			.orElseThrow();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void collect(HttpExchange exchange) throws IOException {
		ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
			.getResourceSpansList()
			.forEach((resource) -> this.spans.addAll(CollectedSpan.of(resource)));
		exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
		exchange.sendResponseHeaders(200, -1);
		exchange.close();
	}

}
