import type { Words } from './texts';

export const vi: Words = {
  title: 'Điện thoại Reo',
  pairing: (code) => `Reo đang hỏi bạn có cho trang này dùng điện thoại không. Hãy so mã ${code} với mã trong cửa sổ Reo rồi chọn Đồng ý.`,
  notRunning: 'Trang này gọi điện bằng Reo, nhưng Reo chưa chạy trên máy này. Hãy mở Reo; trang sẽ tự kết nối.',
  permissionDenied:
    'Trình duyệt đang chặn trang này kết nối với Reo trên máy này. Bấm biểu tượng bên trái địa chỉ trang, cho phép "Ứng dụng trên thiết bị" hoặc "Mạng cục bộ", rồi thử lại.',
  insecurePage:
    'Không thấy Reo. Hãy mở Reo trên máy này. Nếu Reo đang chạy thì trình duyệt đang chặn, vì trang này không dùng https: hãy mở trang bằng địa chỉ https.',
  blocked: 'Trang này tự chặn kết nối với Reo. Hãy báo cho người quản trị trang: cần cho phép ws://127.0.0.1 trong chính sách bảo mật nội dung của trang.',
  declined: 'Trang này chưa được phép dùng Reo. Hãy thử lại và chọn Đồng ý trong cửa sổ Reo.',
  busy: 'Reo đang nhận quá nhiều yêu cầu. Trang sẽ tự thử lại sau ít phút.',
  version: 'Phiên bản Reo trên máy này không hợp với trang này. Hãy cập nhật Reo.',
  start: 'Mở Reo',
  again: 'Thử lại',
  close: 'Đóng',
};
