using Falcon.Engine.Frames;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Called when a source begins to exceed its storm limit. Runs on the worker's thread, at most once per source and minute.
/// </summary>
/// <param name="frame">The first refused frame; it names the source.</param>
/// <param name="limit">The limit in copies per second.</param>
public delegate void StormObserver(in Frame frame, int limit);
