package io.asyncreply.systema.ledger.sql;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The SQL of one row change, executed for one row or for many. A placeholder names a
 * parameter and its {@link ColumnType}: {@code {line bigint}}.
 */
public final class RowStatement {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+) (\\w+)}");

	private final String singleRowSql;

	private final String multiRowSql;

	private final List<ColumnType> types;

	private RowStatement(String singleRowSql, String multiRowSql) {
		this.singleRowSql = PLACEHOLDER.matcher(singleRowSql).replaceAll("?");
		this.multiRowSql = PLACEHOLDER.matcher(multiRowSql)
			.replaceAll("given.$1")
			.formatted(unnestClause(singleRowSql));
		this.types = PLACEHOLDER.matcher(singleRowSql)
			.results()
			.map((placeholder) -> ColumnType.ofName(placeholder.group(2)))
			.toList();
	}

	/**
	 * Creates an insert.
	 * @param target the table and its columns
	 * @param values the values, with placeholders
	 */
	public static RowStatement insert(String target, String values) {
		return new RowStatement("insert into " + target + " values (" + values + ")",
				"insert into " + target + " select " + values + " from %s");
	}

	/**
	 * Creates the SQL of an insert of one row under a condition.
	 * @param target the table and its columns
	 * @param values the values, with placeholders
	 * @param condition the condition, with placeholders
	 * @return SQL with a parameter for each placeholder in their order
	 */
	public static String insertIf(String target, String values, String condition) {
		return PLACEHOLDER.matcher("insert into " + target + " select " + values + " where " + condition)
			.replaceAll("?");
	}

	/**
	 * Creates an update. Columns that are read need the name of their table.
	 * @param assignments the table and the assignments
	 * @param where the key of the row: a column with an index, {@code =}, and a value
	 * @param condition a further condition
	 */
	public static RowStatement update(String assignments, String where, String condition) {
		String whereAnyOf = where.replaceFirst("= (.+)", "= any (array[$1])");
		return new RowStatement("update " + assignments + " where " + where + " and " + condition,
				"update " + assignments + " from (select * from %s order by " + nameIn(where) + ") as given where "
						+ whereAnyOf + " and " + condition + " returning given.place");
	}

	private static String nameIn(String placeholder) {
		Matcher matcher = PLACEHOLDER.matcher(placeholder);
		if (!matcher.find()) {
			throw new IllegalArgumentException("No placeholder in '" + placeholder + "'");
		}
		return matcher.group(1);
	}

	/** The SQL for one row, with a parameter for each placeholder in their order. */
	public String singleRowSql() {
		return this.singleRowSql;
	}

	/**
	 * The SQL for many rows of PostgreSQL, with an array for each placeholder in their
	 * order. An update returns the positions of the changed rows, counted from 1. The
	 * condition compares with an array, because PostgreSQL can plan neither a hash join
	 * nor a merge join for it. PostgreSQL looks up each row in the index instead. It
	 * locks the rows in the order of their keys, so that two instances do not wait for
	 * each other.
	 */
	String multiRowSql() {
		return this.multiRowSql;
	}

	/** The types of the placeholders in their order. */
	List<ColumnType> types() {
		return this.types;
	}

	private static String unnestClause(String sql) {
		String arrays = PLACEHOLDER.matcher(sql)
			.results()
			.map((placeholder) -> "?::" + ColumnType.ofName(placeholder.group(2)).postgresqlName() + "[]")
			.collect(Collectors.joining(", "));
		String names = PLACEHOLDER.matcher(sql)
			.results()
			.map((placeholder) -> placeholder.group(1))
			.collect(Collectors.joining(", "));
		return "unnest(" + arrays + ") with ordinality as given (" + names + ", place)";
	}

	/**
	 * The type of a placeholder.
	 */
	enum ColumnType {

		/** A {@link String}. */
		TEXT("text", String.class),

		/** An {@link Integer}. */
		INTEGER("integer", Integer.class),

		/** A {@link Long}. */
		BIGINT("bigint", Long.class),

		/** Bytes. */
		BYTES("bytea", byte[].class);

		private final String postgresqlName;

		private final Class<?> javaType;

		ColumnType(String postgresqlName, Class<?> javaType) {
			this.postgresqlName = postgresqlName;
			this.javaType = javaType;
		}

		String postgresqlName() {
			return this.postgresqlName;
		}

		/** Creates an array for the driver. */
		Object[] toArray(List<? extends @Nullable Object> values) {
			return values.toArray((Object[]) Array.newInstance(this.javaType, values.size()));
		}

		private static ColumnType ofName(String name) {
			return valueOf(name.toUpperCase(Locale.ROOT));
		}

	}

}
