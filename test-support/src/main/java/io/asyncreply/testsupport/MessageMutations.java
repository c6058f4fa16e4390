package io.asyncreply.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import com.rabbitmq.client.AMQP.BasicProperties;
import org.jspecify.annotations.Nullable;

/**
 * Generates mutations of a valid message: each member and element of its body and of its
 * headers, and each property, is left out, null, of another type or oversize. Each object
 * gets an unknown member, as from another version.
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
		mutate(body, "", messageMutations::addBody);
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
	 * Mutates each value below a node. The function puts a changed node into the body or
	 * the headers, and adds the mutation.
	 */
	private static void mutate(Object node, String path, BiConsumer<String, Object> add) {
		if (node instanceof Map<?, ?> members) {
			add.accept(path + "/unknown", with(members, "fromAnotherVersion", Map.of("a", List.of(1))));
			for (Object key : members.keySet()) {
				String name = String.valueOf(key);
				add.accept(path + "/" + name + " missing", without(members, name));
				mutateValue(members.get(key), path + "/" + name,
						(change, value) -> add.accept(change, with(members, name, value)));
			}
		}
		else if (node instanceof List<?> elements) {
			for (int i = 0; i < elements.size(); i++) {
				int index = i;
				add.accept(path + "/" + i + " missing", without(elements, i));
				mutateValue(elements.get(i), path + "/" + i,
						(change, value) -> add.accept(change, with(elements, index, value)));
			}
		}
	}

	private static void mutateValue(Object value, String path, BiConsumer<String, @Nullable Object> replace) {
		replace.accept(path + " null", null);
		OTHER_VALUES.forEach((other) -> replace.accept(path + "=" + describe(other), other));
		mutate(value, path, replace);
	}

	private void addRawBodies() {
		List<String> bodies = List.of("", "null", "1", "[]", "{", "{}", "{} {}", "{\"a\":1,\"a\":2}", "\ufeff{}",
				"\"\\ud800\"", "[".repeat(BODY_DEPTH) + "]".repeat(BODY_DEPTH), "x".repeat(3 * 1024 * 1024));
		bodies.forEach((body) -> this.mutations
			.add(new Mutation("body " + describe(body), this.properties, body.getBytes(StandardCharsets.UTF_8))));
	}

	private void addHeaders(byte[] body) {
		Map<String, Object> valid = this.properties.getHeaders();
		Map<String, Object> headers = (valid != null) ? valid : Map.of();
		addHeaders("no headers", null, body);
		addHeaders("empty headers", Map.of(), body);
		addHeaders("many headers", manyHeaders(headers), body);
		addHeaders("deep header", with(headers, "deep", nestedHeader(HEADER_DEPTH)), body);
		mutate(new TreeMap<>(headers), "header ", (name, changed) -> addHeaders(name, asHeaders(changed), body));
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

	private static Map<String, Object> asHeaders(Object changed) {
		Map<String, Object> headers = new LinkedHashMap<>();
		((Map<?, ?>) changed).forEach((name, value) -> headers.put(String.valueOf(name), value));
		return headers;
	}

	private static List<Object> with(List<?> elements, int index, @Nullable Object value) {
		List<Object> changed = new ArrayList<>(elements);
		changed.set(index, value);
		return changed;
	}

	private static List<Object> without(List<?> elements, int index) {
		List<Object> changed = new ArrayList<>(elements);
		changed.remove(index);
		return changed;
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
