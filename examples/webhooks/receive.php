<?php
// Takes the messages of the portal, with PHP alone (8.0 or later): put it into a folder of your web server, SECRET=whsec_...
// into its environment. To try it: SECRET=whsec_... php -S 127.0.0.1:8080 receive.php
// What came is kept as one file a message in the folder messages beside that folder, so that no web server shows it; there
// the rest of your system reads it.

// Whether the portal sent it, within the last five minutes. $body: the bytes as they came.
function is_genuine(string $secret, string $id, string $moment, string $signatures, string $body): bool
{
    if (!ctype_digit($moment) || abs(time() - (int) $moment) > 300) {
        return false;
    }
    $key = base64_decode(substr($secret, strlen('whsec_')));
    $ours = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$moment.$body", $key, true));
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($ours, $given)) {
            return true;
        }
    }
    return false;
}

$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$moment = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '';
$body = file_get_contents('php://input', false, null, 0, 1000000);
if (!is_genuine((string) getenv('SECRET'), $id, $moment, $signatures, $body)) {
    http_response_code(401);
    exit;
}
$folder = dirname(__DIR__) . '/messages';
is_dir($folder) || mkdir($folder, 0700);
$name = hash('sha256', $id); // one message, one file: it may come twice
$half = tempnam($folder, 'half');
if ($half === false || file_put_contents($half, $body) !== strlen($body) || !rename($half, "$folder/$name.json")) {
    http_response_code(500); // the portal tries again
    exit;
}
http_response_code(204);
