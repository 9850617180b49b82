# SPDX-License-Identifier: MIT
"""A test server: not Kubernetes, but what kubectl needs to talk to one, on loopback.

It keeps ConfigMaps, Secrets, claims, Jobs and ReplicaSets, refuses objects that the official schema of its version refuses
(kubernetes-validate, strict), and plays controller and kubelet for Jobs: each index is a pod, whose command is run on this
machine with the files of its ConfigMap, its environment and its arguments, and nothing else. Folders of this machine stand
for volumes, at the paths at which pods mount them.
"""

import base64
import copy
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.parse

import kubernetes_validate

KINDS = {  # plural: API, kind
    "configmaps": ("v1", "ConfigMap"), "secrets": ("v1", "Secret"), "persistentvolumeclaims": ("v1", "PersistentVolumeClaim"),
    "jobs": ("batch/v1", "Job"), "replicasets": ("apps/v1", "ReplicaSet"),
}
VERSION = "1.29"


def missing_programs():
    return [] if shutil.which(os.environ.get("EXPC_KUBECTL", "kubectl")) else ["kubectl"]


def ranges(indexes):
    """`0-2,5`, as Kubernetes writes completedIndexes."""
    text, indexes = [], sorted(indexes)
    while indexes:
        last = next(i for i in range(len(indexes)) if i + 1 == len(indexes) or indexes[i + 1] != indexes[i] + 1)
        text.append(str(indexes[0]) if last == 0 else f"{indexes[0]}-{indexes[last]}")
        indexes = indexes[last + 1:]
    return ",".join(text)


class Pods:
    """Runs the pods of a Job, some at a time, until each index has succeeded or failed."""

    def __init__(self, server, job):
        self.server, self.job = server, job
        self.spec = job["spec"]["template"]["spec"]
        self.failures = {}  # by index, of pods that have another attempt

    def run(self):
        waiting, done, failed, processes = list(range(self.job["spec"]["completions"])), [], [], {}
        while waiting or processes:
            if self.server.is_gone(self.job):
                for process in processes.values():
                    process.kill()
                return
            while waiting and len(processes) < self.job["spec"]["parallelism"] and not self.server.paused.is_set():
                processes[index] = self.start(index := waiting.pop(0))
                self.server.most_at_once = max(self.server.most_at_once, len(processes))
            for index, process in list(processes.items()):
                if process.poll() is not None:
                    del processes[index]
                    if process.returncode == 0:
                        done.append(index)
                    elif self.has_another_attempt(index, process.returncode):
                        waiting.insert(0, index)
                    else:
                        failed.append(index)
            self.server.set_status(self.job, {"completedIndexes": ranges(done), "failedIndexes": ranges(failed)})
            time.sleep(0.01)
        condition = {"type": "Failed" if failed else "Complete", "status": "True"}
        self.server.set_status(self.job, {"conditions": [condition]})

    def has_another_attempt(self, index, code):
        """The rules of podFailurePolicy about exit codes, in order, and backoffLimitPerIndex."""
        for rule in self.job["spec"].get("podFailurePolicy", {"rules": []})["rules"]:
            codes = rule.get("onExitCodes")
            if codes and (code in codes["values"]) == (codes["operator"] == "In"):
                if rule["action"] == "FailIndex":
                    return False
                break
        self.failures[index] = self.failures.get(index, 0) + 1
        return self.failures[index] <= self.job["spec"].get("backoffLimitPerIndex", 0)

    def start(self, index):
        """What the kubelet does with a pod of this Job."""
        (container,) = self.spec["containers"]
        name = self.job["metadata"]["name"]
        folders = self.scripts(container)
        environment = {"PATH": f"{self.server.image_path}:{os.environ['PATH']}", "HOME": str(self.server.folder), "HOSTNAME": f"{name}-{index}", "JOB_COMPLETION_INDEX": str(index)}
        pod = copy.deepcopy(self.job["spec"]["template"]["metadata"])
        pod["labels"]["batch.kubernetes.io/job-name"] = name
        pod["annotations"]["batch.kubernetes.io/job-index-failure-count"] = str(self.failures.get(index, 0))
        pod["name"] = f"{name}-{index}"
        for variable in container["env"]:
            environment[variable["name"]] = self.value(variable, pod)
        command = [self.placed(self.expanded(word, environment), folders) for word in container["command"] + container.get("args", [])]
        self.server.images.append(container["image"])
        return subprocess.Popen(command, cwd=self.server.workdir, env=environment, stdin=subprocess.DEVNULL,
                                stdout=self.server.log, stderr=self.server.log)

    def scripts(self, container):
        """Writes the ConfigMaps that are mounted into folders: mount path to folder."""
        folders = {}
        volumes = {volume["name"]: volume for volume in self.spec["volumes"]}
        for mount in container["volumeMounts"]:
            volume = volumes[mount["name"]]
            sources = volume["projected"]["sources"] if "projected" in volume else [volume]
            if "configMap" not in sources[0]:
                assert os.path.isdir(mount["mountPath"]), f"no folder stands for the volume at {mount['mountPath']}"
                continue
            folder = self.server.folder / "volumes" / sources[0]["configMap"]["name"]
            for source in (source["configMap"] for source in sources):
                content = self.server.find("configmaps", source["name"])
                for item in source["items"]:
                    path = folder / item["path"]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if not path.exists():
                        path.write_bytes(self.content(content, item["key"]))
            folders[mount["mountPath"]] = str(folder)
        return folders

    @staticmethod
    def content(config_map, key):
        if key in config_map.get("binaryData", {}):
            return base64.b64decode(config_map["binaryData"][key])
        return config_map["data"][key].encode()

    def value(self, variable, pod):
        if "value" in variable:
            return self.expanded(variable["value"], {})
        source = variable["valueFrom"]
        if "secretKeyRef" in source:
            wanted = source["secretKeyRef"]
            return base64.b64decode(self.server.find("secrets", wanted["name"])["data"][wanted["key"]]).decode()
        if source["fieldRef"]["fieldPath"] == "metadata.name":
            return pod["name"]
        kind, key = re.fullmatch(r"metadata\.(labels|annotations)\['(.*)'\]", source["fieldRef"]["fieldPath"]).groups()
        return pod[kind][key]

    @staticmethod
    def expanded(text, environment):
        """Kubernetes reads `$(NAME)` in words and values, and `$$` as a dollar."""
        return re.sub(r"\$(\$|\(([^)]*)\))", lambda m: "$" if m[1] == "$" else environment.get(m[2], m[0]), text)

    @staticmethod
    def placed(word, folders):
        for mounted, folder in folders.items():
            if word.startswith(mounted + "/"):
                return folder + word[len(mounted):]
        return word


class Replicas(Pods):
    """Keeps as many pods of a ReplicaSet as it wants, and starts those again that end, until it is deleted."""

    def run(self):
        processes = {}
        while not self.server.is_gone(self.job):
            for index in range(self.job["spec"]["replicas"]):
                if index not in processes or processes[index].poll() is not None:
                    processes[index] = self.start(index)
            self.server.most_at_once = max(self.server.most_at_once, len(processes))
            time.sleep(0.01)
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait()


class TestServer:
    """A `with` block in which kubectl finds this server. `workdir` is the working folder of all images."""

    def __init__(self, workdir=None):
        self.workdir = workdir
        self.image_path = ""
        self.paused = threading.Event()  # while it is set, no pod starts
        self.objects, self.lock, self.calls, self.images, self.most_at_once = {}, threading.RLock(), [], [], 0
        self.threads = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-kubernetes."))
        self.log = open(self.folder / "pods.log", "wb")
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                  "clusters": [{"name": "test", "cluster": {"server": f"http://127.0.0.1:{self.http.server_port}"}}],
                  "users": [{"name": "test", "user": {}}], "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}]}
        (self.folder / "config").write_text(json.dumps(config))
        return self

    def __exit__(self, *_):
        with self.lock:
            self.objects.clear()
        for thread in self.threads:
            thread.join(timeout=30)
        self.http.shutdown()
        self.http.server_close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        return {**os.environ, "KUBECONFIG": str(self.folder / "config"), "HOME": str(self.folder)}

    def logs(self):
        return (self.folder / "pods.log").read_text(errors="replace")

    def wait_until_empty(self):
        for thread in list(self.threads):
            thread.join(timeout=120)
            assert not thread.is_alive(), "a Job does not end"

    # ------------------------------------------------------------------------------------------ objects

    def find(self, plural, name):
        with self.lock:
            return next((o for (p, _, n), o in self.objects.items() if (p, n) == (plural, name)), None)

    def all(self, plural, namespace=None, selector=""):
        wanted = dict(part.split("=") for part in selector.split(",") if part)
        with self.lock:
            found = [o for (p, n, _), o in sorted(self.objects.items()) if p == plural and namespace in (None, n)]
        return [o for o in found if wanted.items() <= o["metadata"].get("labels", {}).items()]

    def create(self, plural, namespace, new):
        """The stored object, or a refusal as (code, reason, words)."""
        name = new["metadata"]["name"]
        with self.lock:
            if (plural, namespace, name) in self.objects:
                return 409, "AlreadyExists", f'{plural} "{name}" already exists'
            try:
                kubernetes_validate.validate(new, VERSION, strict=True)
            except kubernetes_validate.ValidationError as wrong:
                return 422, "Invalid", f"{name}: {wrong}"
            longest = f"{name}-{new['spec']['completions'] - 1}" if plural == "jobs" else name
            if plural == "jobs" and len(longest) > 63 or not re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", name):
                return 422, "Invalid", f"{name}: is no name of RFC 1123"
            if len(json.dumps(new.get("data", {}), ensure_ascii=False).encode()) > 2**20:
                return 422, "Invalid", f"{name}: Too long: must have at most 1048576 bytes"
            stored = copy.deepcopy(new)
            stored["metadata"] |= {"namespace": namespace, "uid": f"uid-{len(self.calls)}", "resourceVersion": str(len(self.calls))}
            self.objects[plural, namespace, name] = stored
            if plural == "replicasets":
                self.threads.append(threading.Thread(target=Replicas(self, stored).run, daemon=True))
                self.threads[-1].start()
            if plural == "jobs":
                self.threads.append(threading.Thread(target=Pods(self, stored).run, daemon=True))
                self.threads[-1].start()
            return stored

    def delete(self, plural, namespace, name):
        with self.lock:
            return self.objects.pop((plural, namespace, name), None)

    def set_status(self, job, more):
        with self.lock:
            job["status"] = {**job.get("status", {}), **{key: value for key, value in more.items() if value}}

    def is_gone(self, job):
        with self.lock:
            return all(o is not job for o in self.objects.values())


def resources(group):
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group, "resources": [
        {"name": plural, "singularName": kind.lower(), "namespaced": True, "kind": kind,
         "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]}
        for plural, (api, kind) in KINDS.items() if api == group]}


def group(name):
    version = {"groupVersion": f"{name}/v1", "version": "v1"}
    return {"name": name, "versions": [version], "preferredVersion": version}


def handler_of(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self, body, code=200, kind="application/json"):
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def refuse(self, code, reason, words):
            self.answer({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "message": words, "code": code}, code)

        def split(self):
            """(plural, namespace, name, query) of a path to objects; None for others."""
            url = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(url.query))
            found = re.fullmatch(r"/(?:api|apis/[a-z]+)/v1(?:/namespaces/([^/]+))?/([a-z]+)(?:/([^/]+))?", url.path)
            return (found[2], found[1], found[3], query) if found and found[2] in KINDS else None

        def do_GET(self):
            server.calls.append(("GET", self.path))
            path = urllib.parse.urlsplit(self.path).path
            fixed = {"/api": {"kind": "APIVersions", "versions": ["v1"]}, "/api/v1": resources("v1"),
                     "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [group("apps"), group("batch")]},
                     "/apis/apps/v1": resources("apps/v1"), "/apis/batch/v1": resources("batch/v1"),
                     "/version": {"major": "1", "minor": "29", "gitVersion": "v1.29.0"}}
            if path in fixed:
                return self.answer(fixed[path])
            if path == "/openapi/v2":  # an empty document, in the form that kubectl asks for
                return self.answer(b"\x0a\x032.0", kind="application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
            if (place := self.split()) is None:
                return self.refuse(404, "NotFound", f"this test server has no {path}")
            plural, namespace, name, query = place
            if name:
                found = server.find(plural, name)
                return self.answer(found) if found else self.refuse(404, "NotFound", f'{plural} "{name}" not found')
            items = server.all(plural, namespace, query.get("labelSelector", ""))
            if wanted := query.get("fieldSelector", "").removeprefix("metadata.name="):
                items = [item for item in items if item["metadata"]["name"] == wanted]
            api, kind = KINDS[plural]
            return self.answer({"kind": kind + "List", "apiVersion": api, "metadata": {"resourceVersion": "1"}, "items": items})

        def body(self):
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")

        def do_POST(self):
            server.calls.append(("POST", self.path))
            new, place = self.body(), self.split()
            if place is None:
                return self.refuse(404, "NotFound", "no such resource")
            stored = server.create(place[0], place[1], new)
            return self.refuse(*stored) if isinstance(stored, tuple) else self.answer(stored, 201)

        def do_PATCH(self):
            """A merge of the top level is enough for what is applied again here: Secrets with other values."""
            server.calls.append(("PATCH", self.path))
            change, (plural, _, name, _) = self.body(), self.split()
            with server.lock:
                found = server.find(plural, name)
                for key, value in change.items():
                    found[key] = {**found.get(key, {}), **value} if isinstance(value, dict) else value
            self.answer(found)

        def do_DELETE(self):
            server.calls.append(("DELETE", self.path))
            self.body()
            plural, namespace, name, _ = self.split()
            gone = server.delete(plural, namespace, name)
            self.answer(gone) if gone else self.refuse(404, "NotFound", f'{plural} "{name}" not found')

    return Handler
