// SPDX-License-Identifier: MIT
// The part of json_fields.hpp that is of the engines.
#pragma once

#include "compiler/ir/plan.hpp"

#include <concepts>
#include <type_traits>

namespace expc::ir::form {

/// The type T, const or not: the same list is used on plans that are read and plans that are
/// written.
template <typename R, typename T>
concept Is = std::same_as<std::remove_const_t<R>, T>;

void fields(auto& io, Is<Local> auto& local) {
    io("gpus", local.gpus);
}
void fields(auto& io, Is<SlurmMail> auto& mail) {
    io("to", mail.to);
    io("on", mail.on);
}
void fields(auto& io, Is<SlurmPacking> auto& packing) {
    io("per_job", packing.per_job);
    io("max_at_once", packing.max_at_once);
}
void fields(auto& io, Is<SlurmTaskfile> auto& taskfile) {
    io("helper", taskfile.helper);
    io("modules", taskfile.modules);
}
void fields(auto& io, Is<NodeShape> auto& node) {
    io("cpus", node.cpus);
    io("gpus", node.gpus);
    io("memory", node.memory);
}
void fields(auto& io, Is<Slurm> auto& slurm) {
    io("account", slurm.account);
    io("partition", slurm.partition);
    io("qos", slurm.qos);
    io("launcher", slurm.launcher);
    io("max_array_size", slurm.max_array_size);
    io("max_array_tasks", slurm.max_array_tasks);
    io("max_submit", slurm.max_submit);
    io("max_script_size", slurm.max_script_size);
    io("gpu_types", slurm.gpu_types);
    io("gpu_request", slurm.gpu_request);
    io("reservation", slurm.reservation);
    io("nodelist", slurm.nodelist);
    io("exclude", slurm.exclude);
    io("signal", slurm.signal);
    io("requeue", slurm.requeue);
    io("comment", slurm.comment);
    io("constraint", slurm.constraint);
    io("exclusive", slurm.exclusive);
    io("mail", slurm.mail);
    io("log_dir", slurm.log_dir);
    io("packing", slurm.packing);
    io("taskfile", slurm.taskfile);
    io("node", slurm.node);
}
void fields(auto& io, Is<GridEngine> auto& engine) {
    io("queue", engine.queue);
    io("project", engine.project);
    io("parallel_environment", engine.parallel_environment);
    io("memory_resource", engine.memory_resource);
    io("gpu_resource", engine.gpu_resource);
    io("max_aj_tasks", engine.max_aj_tasks);
    io("max_u_jobs", engine.max_u_jobs);
}
void fields(auto& io, Is<RayProvider> auto& provider) {
    io("kind", provider.kind);
    io("project", provider.project);
    io("region", provider.region);
    io("zone", provider.zone);
    io("head", provider.head);
    io("workers", provider.workers);
}
void fields(auto& io, Is<RayAmount> auto& amount) {
    io("name", amount.name);
    io("amount", amount.amount);
}
void fields(auto& io, Is<RayDocker> auto& docker) {
    io("image", docker.image);
    io("container_name", docker.container_name);
    io("run_options", docker.run_options);
    io("pull_before_run", docker.pull_before_run);
}
void fields(auto& io, Is<RayNodes> auto& nodes) {
    io("name", nodes.name);
    io("machine", nodes.machine);
    io("image", nodes.image);
    io("disk", nodes.disk);
    io("gpus", nodes.gpus);
    io("gpu_type", nodes.gpu_type);
    io("cpus", nodes.cpus);
    io("memory", nodes.memory);
    io("resources", nodes.resources);
    io("min", nodes.min);
    io("max", nodes.max);
    io("preemptible", nodes.preemptible);
    io("docker", nodes.docker);
    io("config", nodes.config);
}
void fields(auto& io, Is<RayCluster> auto& cluster) {
    io("name", cluster.name);
    io("provider", cluster.provider);
    io("head", cluster.head);
    io("workers", cluster.workers);
    io("max_workers", cluster.max_workers);
    io("idle_timeout", cluster.idle_timeout);
    io("upscaling_speed", cluster.upscaling_speed);
    io("ssh_user", cluster.ssh_user);
    io("ssh_key", cluster.ssh_key);
    io("docker", cluster.docker);
    io("file_mounts", cluster.file_mounts);
    io("initialization", cluster.initialization);
    io("setup", cluster.setup);
    io("head_setup", cluster.head_setup);
    io("worker_setup", cluster.worker_setup);
    io("head_start", cluster.head_start);
    io("worker_start", cluster.worker_start);
}
void fields(auto& io, Is<Ray> auto& ray) {
    io("address", ray.address);
    io("python", ray.python);
    io("gpu_types", ray.gpu_types);
    io("custom_resources", ray.custom_resources);
    io("cluster", ray.cluster);
}
void fields(auto& io, Is<Toleration> auto& toleration) {
    io("key", toleration.key);
    io("operator", toleration.comparison);
    io("value", toleration.value);
    io("effect", toleration.effect);
    io("seconds", toleration.seconds);
}
void fields(auto& io, Is<NodeLabels> auto& node) {
    io("gpu_type", node.gpu_type);
    io("labels", node.labels);
}
void fields(auto& io, Is<Kubernetes> auto& engine) {
    io("namespace", engine.name_space);
    io("workload", engine.kind); // `kind` is the tag of an alternative
    io("nodes", engine.nodes);
    io("node_labels", engine.node_labels);
    io("gpu_sharing", engine.gpu_sharing);
    io("gpus", engine.gpus);
    io("node", engine.node);
    io("tolerations", engine.tolerations);
    io("service_account", engine.service_account);
    io("image_pull_secrets", engine.image_pull_secrets);
    io("ttl", engine.ttl);
    io("server", engine.server);
}

} // namespace expc::ir::form
