using Falcon.Engine.Frames;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Told that a source has begun to exceed its storm limit. Called on the worker's thread, at most once per source and minute.
/// </summary>
/// <param name="frame">The first frame that was refused; it tells the source.</param>
/// <param name="limit">Copies per second.</param>
public delegate void StormObserver(in Frame frame, int limit);
