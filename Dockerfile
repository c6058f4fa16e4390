# Builds the images of both systems, targets system-a and system-b. One file compiles the shared modules once.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
# With the poms alone Maven downloads plugins and dependencies into a layer of their own, which a change of code keeps.
COPY pom.xml ./
COPY .mvn .mvn
COPY shared-messages/pom.xml shared-messages/
COPY messaging/pom.xml messaging/
COPY test-support/pom.xml test-support/
COPY system-a/pom.xml system-a/
COPY system-b/pom.xml system-b/
COPY end-to-end-tests/pom.xml end-to-end-tests/
RUN mvn -B -ntp -q -pl system-a,system-b -am package -Dmaven.test.skip -Dspring-boot.repackage.skip
COPY LICENSE NOTICE ./
COPY shared-messages/src shared-messages/src
COPY messaging/src messaging/src
COPY system-a/src system-a/src
COPY system-b/src system-b/src
RUN mvn -B -ntp -q -pl system-a,system-b -am package -Dmaven.test.skip
# Splits each jar by how often its parts change. A change of code replaces the last small layer, and the JVM starts faster.
RUN for system in system-a system-b; do \
      cp $system/target/$system-*-exec.jar application.jar \
        && java -Djarmode=tools -jar application.jar extract --layers --destination /layers/$system || exit 1; \
    done

FROM eclipse-temurin:25-jre AS runtime
WORKDIR /opt/asyncreply
ENV RUN_DIR=/var/lib/asyncreply
RUN install -d -o 10001 -g 10001 $RUN_DIR
# The heap takes two thirds of the container's memory; threads, metaspace and network buffers need the rest. The options are
# in a file because the start that creates the cache has to use the same ones.
COPY scripts/java.options ./
RUN printf '%s\n' --enable-native-access=ALL-UNNAMED -XX:MaxRAMPercentage=66 >>java.options
# A number needs no entry in passwd, and Kubernetes can check that it is not root.
USER 10001:10001
ENTRYPOINT ["java", "@java.options", "-XX:AOTCache=application.aot", "-jar", "application.jar"]
# Bash opens the connection itself: the JRE image may have neither curl nor wget.
HEALTHCHECK --interval=5s --timeout=3s --start-period=90s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/${SYSTEM_A_PORT:-$SYSTEM_B_PORT} && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

FROM runtime AS system-a-unpacked
COPY --from=build /layers/system-a/dependencies/ ./
COPY --from=build /layers/system-a/spring-boot-loader/ ./
COPY --from=build /layers/system-a/snapshot-dependencies/ ./
COPY --from=build /layers/system-a/application/ ./

FROM runtime AS system-b-unpacked
COPY --from=build /layers/system-b/dependencies/ ./
COPY --from=build /layers/system-b/spring-boot-loader/ ./
COPY --from=build /layers/system-b/snapshot-dependencies/ ./
COPY --from=build /layers/system-b/application/ ./

# Starts a system once to create its AOT cache, with which later starts take half the CPU time. This start ends before the
# system opens a port or a connection. On a machine with much memory the default heap would use another encoding of object
# addresses than in a container, and the JVM would reject the cache, so the heap is set.
FROM system-a-unpacked AS system-a-start
RUN RUN_DIR=/tmp java @java.options -Xmx512m -XX:AOTCacheOutput=/tmp/application.aot -Dspring.context.exit=onRefresh -jar application.jar

FROM system-b-unpacked AS system-b-start
RUN RUN_DIR=/tmp java @java.options -Xmx512m -XX:AOTCacheOutput=/tmp/application.aot -Dspring.context.exit=onRefresh -jar application.jar

FROM system-a-unpacked AS system-a
ENV SYSTEM_A_PORT=8080
EXPOSE 8080
# The SQLite ledger is a file in this folder and must outlive the container.
VOLUME /var/lib/asyncreply
COPY --from=system-a-start --chown=root:root /tmp/application.aot ./

FROM system-b-unpacked AS system-b
ENV SYSTEM_B_PORT=8081
EXPOSE 8081
COPY --from=system-b-start --chown=root:root /tmp/application.aot ./
