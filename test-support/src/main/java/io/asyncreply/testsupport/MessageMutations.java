package io.asyncreply.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import com.rabbitmq.client.AMQP.BasicProperties;
import org.jspecify.annotations.Nullable;

/**
 * Generates mutations of a valid message: each member of its body, each header and each
 * property is left out, null, of another type or oversize, and each object gets an
 * unknown member, as from another version.
 */
public final class MessageMutations {

	private static final int OVERSIZE_LENGTH = 100_000;

	private static final int BODY_DEPTH = 200;

	/** The client library reads 32 levels at most. */
	private static final int HEADER_DEPTH = 30;

	private static final List<Object> OTHER_VALUES = List.of(-1, Long.MAX_VALUE, 1.5, "", "x".repeat(OVERSIZE_LENGTH),
			true, List.of(), Map.of("a", List.of(1)));

	private final List<Mutation> mutations = new ArrayList<>();

	private final BasicProperties properties;

	private final Function<Object, byte[]> writer;

	private MessageMutations(BasicProperties properties, Function<Object, byte[]> writer) {
		this.properties = properties;
		this.writer = writer;
	}

	/**
	 * Generates the mutations of a message.
	 * @param properties the valid properties
	 * @param body the valid body as maps, lists and scalars
	 * @param writer writes such a body as JSON
	 */
	public static List<Mutation> of(BasicProperties properties, Object body, Function<Object, byte[]> writer) {
		MessageMutations messageMutations = new MessageMutations(properties, writer);
		messageMutations.addBodies(body, "", Function.identity());
		messageMutations.addRawBodies();
		byte[] validBody = writer.apply(body);
		messageMutations.addHeaders(validBody);
		messageMutations.addProperties(validBody);
		return messageMutations.mutations;
	}

	/** Returns the value of a header that has tables in tables. */
	public static Object nestedHeader(int depth) {
		Object table = 1;
		for (int i = 0; i < depth; i++) {
			table = Map.of("a", table);
		}
		return table;
	}

	/**
	 * Mutates each value below a node. The function puts a changed node into the body.
	 */
	private void addBodies(Object node, String path, Function<Object, Object> embed) {
		if (!(node instanceof Map<?, ?> members)) {
			return;
		}
		addBody(path + "/unknown", embed.apply(with(members, "fromAnotherVersion", Map.of("a", List.of(1)))));
		members.forEach((key, value) -> {
			String name = String.valueOf(key);
			addBody(path + "/" + name + " missing", embed.apply(without(members, name)));
			addBody(path + "/" + name + " null", embed.apply(with(members, name, null)));
			OTHER_VALUES.forEach((other) -> addBody(path + "/" + name + "=" + describe(other),
					embed.apply(with(members, name, other))));
			addBodies(value, path + "/" + name, (changed) -> embed.apply(with(members, name, changed)));
		});
	}

	private void addRawBodies() {
		List<String> bodies = List.of("", "null", "1", "[]", "{", "{}", "{} {}", "{\"a\":1,\"a\":2}", "\ufeff{}",
				"\"\\ud800\"", "[".repeat(BODY_DEPTH) + "]".repeat(BODY_DEPTH), "x".repeat(3 * 1024 * 1024));
		bodies.forEach((body) -> this.mutations
			.add(new Mutation("body " + describe(body), this.properties, body.getBytes(StandardCharsets.UTF_8))));
	}

	private void addHeaders(byte[] body) {
		Map<String, Object> headers = this.properties.getHeaders();
		addHeaders("no headers", null, body);
		addHeaders("empty headers", Map.of(), body);
		addHeaders("many headers", manyHeaders(headers), body);
		addHeaders("deep header", with(headers, "deep", nestedHeader(HEADER_DEPTH)), body);
		for (String name : new TreeMap<>(headers).keySet()) {
			addHeaders("no header " + name, without(headers, name), body);
			OTHER_VALUES.forEach(
					(other) -> addHeaders("header " + name + "=" + describe(other), with(headers, name, other), body));
		}
	}

	private void addProperties(byte[] body) {
		Map<String, BasicProperties.Builder> changes = new LinkedHashMap<>();
		changes.put("no content type", changed().contentType(null));
		changes.put("other content type", changed().contentType("text/plain"));
		changes.put("batch content type", changed().contentType("application/vnd.asyncreply.message-batch+json"));
		changes.put("other content encoding", changed().contentEncoding("gzip"));
		changes.put("no type", changed().type(null));
		changes.put("other type", changed().type("from-another-version"));
		changes.put("no message id", changed().messageId(null));
		changes.put("other message id", changed().messageId("01900000-0000-7000-8000-000000000000"));
		changes.put("no correlation id", changed().correlationId(null));
		changes.put("malformed correlation id", changed().correlationId("x").messageId("x"));
		changes.put("no user id", changed().userId(null));
		changes.put("other app id", changed().appId("from-another-version"));
		changes.put("reply-to", changed().replyTo("elsewhere"));
		changes.put("priority", changed().priority(255));
		changes.forEach((name, builder) -> this.mutations.add(new Mutation(name, builder.build(), body)));
	}

	private BasicProperties.Builder changed() {
		return this.properties.builder();
	}

	private void addBody(String name, Object body) {
		this.mutations.add(new Mutation(name, this.properties, this.writer.apply(body)));
	}

	private void addHeaders(String name, @Nullable Map<String, Object> headers, byte[] body) {
		this.mutations.add(new Mutation(name, changed().headers(headers).build(), body));
	}

	private static Map<String, Object> manyHeaders(Map<String, Object> headers) {
		Map<String, Object> many = new LinkedHashMap<>(headers);
		for (int i = 0; i < 500; i++) {
			many.put("header-" + i, "x".repeat(100));
		}
		return many;
	}

	private static Map<String, Object> with(Map<?, ?> members, String name, @Nullable Object value) {
		Map<String, Object> changed = without(members, name);
		changed.put(name, value);
		return changed;
	}

	private static Map<String, Object> without(Map<?, ?> members, String name) {
		Map<String, Object> changed = new LinkedHashMap<>();
		members.forEach((key, value) -> changed.put(String.valueOf(key), value));
		changed.keySet().removeAll(Collections.singleton(name));
		return changed;
	}

	private static String describe(Object value) {
		String text = String.valueOf(value);
		return (text.length() > 20) ? text.substring(0, 20) + "… (" + text.length() + ")" : text;
	}

	/**
	 * One mutation of a message.
	 *
	 * @param name what differs from the valid message
	 * @param properties the properties
	 * @param body the body
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	public record Mutation(String name, BasicProperties properties, byte[] body) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
