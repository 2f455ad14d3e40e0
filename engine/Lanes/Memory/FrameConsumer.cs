using Falcon.Engine.Frames;

namespace Falcon.Engine.Lanes.Memory;

/// <summary>Sees a frame that leaves the engine; the bytes are gone when it returns.</summary>
public delegate void FrameConsumer(in Frame frame, ReadOnlySpan<byte> bytes);
